//! What relocations write into code.

use taipan_abi::unit::Relocation;

use crate::unit::RelocationKind;

/// Patches one place of code that will run at `code`. Calls out of reach go to the `stub`. None where the
/// target is out of reach, or the relocation makes no sense.
pub(super) fn apply(
    bytes: &mut [u8],
    code: usize,
    relocation: &Relocation,
    target: usize,
    stub: Option<usize>,
) -> Option<()> {
    let offset = relocation.offset as usize;
    let place = code.wrapping_add(offset) as i64;
    let to = |target: usize| (target as i64).wrapping_add(relocation.addend);
    match RelocationKind::from_number(relocation.kind)? {
        RelocationKind::Absolute => {
            bytes.get_mut(offset..offset + 8)?.copy_from_slice(&to(target).to_le_bytes());
        }
        RelocationKind::Relative => {
            let distance = i32::try_from(to(target).wrapping_sub(place)).ok()?;
            bytes.get_mut(offset..offset + 4)?.copy_from_slice(&distance.to_le_bytes());
        }
        RelocationKind::RelativeCall | RelocationKind::PreservingCall => {
            let near = |target: usize| i32::try_from(to(target).wrapping_sub(place)).ok();
            let distance = near(target).or_else(|| near(stub?))?;
            bytes.get_mut(offset..offset + 4)?.copy_from_slice(&distance.to_le_bytes());
        }
        RelocationKind::ArmCall => {
            let near = |target: usize| {
                let distance = to(target).wrapping_sub(place);
                (distance % 4 == 0 && (-(1 << 27)..1 << 27).contains(&distance)).then_some(distance)
            };
            let distance = near(target).or_else(|| near(stub?))?;
            change(bytes, offset, 0x03FF_FFFF, (distance >> 2) as u32)?;
        }
        RelocationKind::ArmPage => {
            let pages = (to(target) >> 12).wrapping_sub(place >> 12);
            if !(-(1 << 20)..1 << 20).contains(&pages) {
                return None;
            }
            let pages = pages as u32;
            change(bytes, offset, 0x60FF_FFE0, (pages & 3) << 29 | (pages >> 2 & 0x7FFFF) << 5)?;
        }
        RelocationKind::ArmPageOffset => {
            change(bytes, offset, 0x003F_FC00, (to(target) as u32 & 0xFFF) << 10)?;
        }
    }
    Some(())
}

/// x86-64: the body that stubs for [`RelocationKind::PreservingCall`] jump to, with the helper's address in r11 and
/// r11's value pushed. Keeps every register, also rax, and stores the answer where rdx points.
pub(super) fn preserving_body() -> Vec<u8> {
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

/// x86-64: a stub at `place` that leads to the body with a helper's address.
pub(super) fn preserving_stub(place: usize, helper: usize, body: usize) -> Vec<u8> {
    // push r11; mov r11, helper; jmp body
    let mut out = vec![0x41, 0x53, 0x49, 0xBB];
    out.extend(helper.to_le_bytes());
    out.push(0xE9);
    let behind = place + out.len() + 4;
    out.extend((body.wrapping_sub(behind) as u32).to_le_bytes());
    out
}

/// Replaces the masked bits of an instruction.
fn change(bytes: &mut [u8], offset: usize, mask: u32, value: u32) -> Option<()> {
    let place = bytes.get_mut(offset..offset + 4)?;
    let old = u32::from_le_bytes(place.try_into().ok()?);
    place.copy_from_slice(&(old & !mask | value & mask).to_le_bytes());
    Some(())
}

#[cfg(test)]
mod tests {
    use taipan_abi::unit::RelocationTarget;

    use super::*;

    fn relocation(kind: RelocationKind, addend: i64) -> Relocation {
        Relocation { offset: 4, kind: kind as u8, target: RelocationTarget::Helper(0), addend }
    }

    #[test]
    fn relative_places_count_from_themselves() {
        let mut bytes = [0; 8];
        let done = apply(&mut bytes, 0x1000, &relocation(RelocationKind::Relative, -4), 0x2000, None);
        assert_eq!(done, Some(()));
        assert_eq!(i32::from_le_bytes(bytes[4..8].try_into().unwrap()), 0x2000 - 4 - 0x1004);
    }

    #[test]
    fn far_calls_take_the_stub() {
        let mut bytes = [0; 8];
        let far = 0x7000_0000_0000;
        let call = relocation(RelocationKind::RelativeCall, -4);
        assert_eq!(apply(&mut bytes, 0x1000, &call, far, None), None);
        assert_eq!(apply(&mut bytes, 0x1000, &call, far, Some(0x1800)), Some(()));
        assert_eq!(i32::from_le_bytes(bytes[4..8].try_into().unwrap()), 0x1800 - 4 - 0x1004);
        assert_eq!(apply(&mut bytes, 0x1000, &relocation(RelocationKind::Relative, 0), far, Some(0x1800)), None);
    }

    #[test]
    fn arm_instructions_keep_their_other_bits() {
        let mut bytes = [0; 8];
        bytes[4..].copy_from_slice(&0x9400_0000u32.to_le_bytes());
        assert_eq!(apply(&mut bytes, 0x1000, &relocation(RelocationKind::ArmCall, 0), 0x1004 + 0x400, None), Some(()));
        assert_eq!(u32::from_le_bytes(bytes[4..].try_into().unwrap()), 0x9400_0100);
        bytes[4..].copy_from_slice(&0x9000_0003u32.to_le_bytes());
        assert_eq!(apply(&mut bytes, 0x1000, &relocation(RelocationKind::ArmPage, 0), 0x6_7ABC, None), Some(()));
        // 0x66 pages on: the low two bits go to bit 29, the rest to bit 5.
        assert_eq!(u32::from_le_bytes(bytes[4..].try_into().unwrap()), 0x9000_0003 | 2 << 29 | 0x19 << 5);
        bytes[4..].copy_from_slice(&0x9100_0063u32.to_le_bytes());
        assert_eq!(apply(&mut bytes, 0x1000, &relocation(RelocationKind::ArmPageOffset, 0), 0x6_7ABC, None), Some(()));
        assert_eq!(u32::from_le_bytes(bytes[4..].try_into().unwrap()), 0x9100_0063 | 0xABC << 10);
    }
}
