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
