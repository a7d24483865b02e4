//! x86-64: stubs through which cold ways call helpers, so that hot code need not save its registers around them. One
//! body serves all; a stub leads to it with a helper's address.

use taipan_abi::helpers::Helper;

/// The helpers that are called so.
pub(crate) const HELPERS: [Helper; 3] = [Helper::BoxBigInt, Helper::BoxHeapFloat, Helper::GiveUp];

/// The body that stubs for [`crate::unit::RelocationKind::PreservingCall`] jump to, with the helper's address in r11 and
/// r11's value pushed. Keeps every register, also rax, and stores the answer where rdx points.
pub(crate) fn body() -> Vec<u8> {
    const REGISTERS: usize = 16;
    let mut out = Vec::new();
    // push rax, rcx, rdx, rsi, rdi, r8, r9, r10
    out.extend([0x50, 0x51, 0x52, 0x56, 0x57, 0x41, 0x50, 0x41, 0x51, 0x41, 0x52]);
    // Return address, r11 and these eight: the stack is aligned. sub rsp, 256
    out.extend([0x48, 0x81, 0xEC, 0x00, 0x01, 0x00, 0x00]);
    let mut each = |opcode: u8| {
        for register in 0..REGISTERS {
            // movups [rsp + 16 * register], xmm, or the reverse
            if register >= 8 {
                out.push(0x44);
            }
            out.extend([0x0F, opcode, 0x84 | (register as u8 & 7) << 3, 0x24]);
            out.extend((16 * register as u32).to_le_bytes());
        }
        if opcode == 0x11 {
            // call r11; mov rdx, [rsp + 256 + 40]; mov [rdx], rax
            out.extend([0x41, 0xFF, 0xD3]);
            out.extend([0x48, 0x8B, 0x94, 0x24]);
            out.extend((256u32 + 40).to_le_bytes());
            out.extend([0x48, 0x89, 0x02]);
        }
    };
    each(0x11);
    each(0x10);
    // add rsp, 256
    out.extend([0x48, 0x81, 0xC4, 0x00, 0x01, 0x00, 0x00]);
    // pop r10, r9, r8, rdi, rsi, rdx, rcx, rax, r11; ret
    out.extend([0x41, 0x5A, 0x41, 0x59, 0x41, 0x58, 0x5F, 0x5E, 0x5A, 0x59, 0x58, 0x41, 0x5B, 0xC3]);
    out
}

/// A stub at `place` that leads to the body with a helper's address.
pub(crate) fn stub(place: usize, helper: usize, body: usize) -> Vec<u8> {
    // push r11; mov r11, helper; jmp body
    let mut out = vec![0x41, 0x53, 0x49, 0xBB];
    out.extend(helper.to_le_bytes());
    out.push(0xE9);
    let behind = place + out.len() + 4;
    out.extend((body.wrapping_sub(behind) as u32).to_le_bytes());
    out
}

/// The same stub for object files, where helper and body are within reach: `push r11`; `lea r11, [rip + helper]`;
/// `jmp body`.
pub(crate) const NEAR_STUB: &[u8] = &[0x41, 0x53, 0x4C, 0x8D, 0x1D, 0, 0, 0, 0, 0xE9, 0, 0, 0, 0];
/// Where the distances to helper and body go in it.
pub(crate) const NEAR_HELPER: u64 = 5;
pub(crate) const NEAR_BODY: u64 = 10;
