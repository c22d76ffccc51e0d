//! The engine as a module of WebAssembly: text in, text out.
//!
//! The page asks for room, puts the text of a request there, and calls `open` or `ask` with its place and length. Both
//! give the place of the answer, whose length `length` tells; it stands until the next call. A panic is a trap: the page
//! starts the module again.
//!
//! Fused operations are relaxed ones, which are the machine's own where it has them: four times as fast as any other way.
//! `fuses` tells whether they round once, as the program's do. Where they do not, or a browser has none, the page puts calls
//! of `fused_short` and `fused_long` in their place (`assets/explore/plain.js`): the same bits, later.

#![expect(
    improper_ctypes_definitions,
    reason = "vectors are handed to calls of the module's own, put there by the page"
)]

use allegiance::game::fused::{long, short};
use allegiance::live::Session;
use std::arch::wasm32::{f32x4_relaxed_madd, f64x2_relaxed_madd, v128};
use std::cell::RefCell;
use std::hint::black_box;
use std::mem::transmute;

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

/// `a · b + c` of four `f32`, rounded once.
#[unsafe(no_mangle)]
pub extern "C" fn fused_short(a: v128, b: v128, c: v128) -> v128 {
    // SAFETY: a vector is four numbers, and any bits are numbers.
    unsafe { transmute(short::<4>(transmute(a), transmute(b), transmute(c))) }
}

/// `a · b + c` of two `f64`, rounded once.
#[unsafe(no_mangle)]
pub extern "C" fn fused_long(a: v128, b: v128, c: v128) -> v128 {
    // SAFETY: a vector is two numbers, and any bits are numbers.
    unsafe { transmute(long::<2>(transmute(a), transmute(b), transmute(c))) }
}

/// Whether this machine rounds fused operations once: in a square whose last bits a second rounding loses.
#[unsafe(no_mangle)]
pub extern "C" fn fuses() -> bool {
    let (few, many) = (black_box(1.0 + f32::EPSILON), black_box(1.0 + f64::EPSILON));
    // SAFETY: as of the operations above.
    unsafe {
        let few: [v128; 3] = [[few; 4], [few; 4], [-few * few; 4]].map(|numbers| transmute(numbers));
        let many: [v128; 3] = [[many; 2], [many; 2], [-many * many; 2]].map(|numbers| transmute(numbers));
        let few: [f32; 4] = transmute(f32x4_relaxed_madd(few[0], few[1], few[2]));
        let many: [f64; 2] = transmute(f64x2_relaxed_madd(many[0], many[1], many[2]));
        few == [f32::EPSILON * f32::EPSILON; 4] && many == [f64::EPSILON * f64::EPSILON; 2]
    }
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
