//! The engine as a module of WebAssembly: text in, text out.
//!
//! The page asks for room, puts the text of a request there, and calls `open` or `ask` with its place and length. Both
//! give the place of the answer, whose length `length` tells; it stands until the next call. A panic is a trap: the page
//! starts the module again.

use allegiance::live::Session;
use std::cell::RefCell;

#[derive(Default)]
struct Module {
    session: Session,
    answer: String,
}

thread_local! {
    static MODULE: RefCell<Module> = RefCell::default();
}

/// Room for a request of so many bytes. The next `open` or `ask` must be given it, and frees it.
#[unsafe(no_mangle)]
pub extern "C" fn room(length: usize) -> *mut u8 {
    Box::into_raw(vec![0_u8; length].into_boxed_slice()).cast::<u8>()
}

/// Opens the scenario of a request.
///
/// # Safety
/// `request` is from [`room`], of this length, and is given once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn open(request: *mut u8, length: usize) -> *const u8 {
    // SAFETY: as asked of the caller.
    let text = unsafe { taken(request, length) };
    answered(|session| session.open(&text))
}

/// Answers a question.
///
/// # Safety
/// As of [`open`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ask(request: *mut u8, length: usize) -> *const u8 {
    // SAFETY: as asked of the caller.
    let text = unsafe { taken(request, length) };
    answered(|session| session.ask(&text))
}

/// Bytes of the last answer.
#[unsafe(no_mangle)]
pub extern "C" fn length() -> usize {
    MODULE.with_borrow(|module| module.answer.len())
}

fn answered(answer: impl FnOnce(&mut Session) -> String) -> *const u8 {
    MODULE.with_borrow_mut(|module| {
        module.answer = answer(&mut module.session);
        module.answer.as_ptr()
    })
}

/// # Safety
/// As of [`open`].
unsafe fn taken(request: *mut u8, length: usize) -> String {
    // SAFETY: `room` made it from a box of this length, and nobody has taken it.
    let bytes = unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(request, length)) };
    String::from_utf8_lossy(&bytes).into_owned()
}
