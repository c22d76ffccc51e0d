"""The Python of python/README.md and docs/how-to/python.md runs, in the order of the page."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("page", ["python/README.md", "docs/how-to/python.md"])
def test_examples_run(page, tmp_path, monkeypatch, small):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my-alliance.toml").write_text(small.read_text())
    blocks = re.findall(r"^```python\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.S | re.M)
    assert blocks
    exec(compile("\n".join(blocks), page, "exec"), {})
