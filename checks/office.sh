# Whether a part of LibreOffice is there, to be read by the checks that need one: `office sw` is Writer, `office sc` Calc.
# `soffice` alone may be another part, which converts nothing and ends well all the same.
office() { compgen -G "/usr/lib/libreoffice/program/lib$1lo.so" >/dev/null || compgen -G "/opt/libreoffice*/program/lib$1lo.so" >/dev/null; }
