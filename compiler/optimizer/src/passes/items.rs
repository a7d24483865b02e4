//! Takes the address of a list's items in front of loops that do not move them.

use rustc_hash::FxHashMap;
use taipan_abi::request::CompileRequest;

use crate::mir::cfg::{Cfg, Loop};
use crate::mir::drops::Drops;
use crate::mir::ops::Changes;
use crate::mir::{Block, Mir, Opcode, Value, make, ops};

pub fn run(mir: &mut Mir, _request: &CompileRequest) {
    let cfg = Cfg::new(mir);
    let drops = Drops::new(mir);
    for of in cfg.loops() {
        if let Some(front) = of.front(mir, &cfg)
            && !moves_items(mir, &of, &drops)
        {
            take_out(mir, &cfg, &of, front);
        }
    }
}

fn moves_items(mir: &Mir, of: &Loop, drops: &Drops) -> bool {
    let changes = |&i: &crate::mir::Inst| ops::changes_of(mir.inst(i)) == Changes::Anything;
    mir.reads_stay || of.blocks.iter().flat_map(|&b| &mir.block(b).insts).any(changes) || drops.in_loop(mir, of)
}

fn take_out(mir: &mut Mir, cfg: &Cfg, of: &Loop, front: Block) {
    let mut defined = vec![None; mir.values.len()];
    for &block in &cfg.order {
        let data = mir.block(block);
        let results = data.insts.iter().filter_map(|&i| mir.inst(i).result);
        data.params.iter().copied().chain(results).for_each(|v| defined[v.index()] = Some(block));
    }
    let mut addresses: FxHashMap<Value, Value> = FxHashMap::default();
    for &block in &of.blocks {
        for inst in mir.block(block).insts.clone() {
            let data = mir.inst(inst);
            let op = match data.op {
                Opcode::ListItem => Opcode::ListItemAt,
                Opcode::ListPut => Opcode::ListPutAt,
                _ => continue,
            };
            let list = data.args[0];
            // A list that is known to be one only inside is none in front.
            if defined[list.index()].is_none_or(|at| of.contains(at) || !cfg.dominates(at, front)) {
                continue;
            }
            let items = match addresses.get(&list) {
                Some(&known) => known,
                None => {
                    let Some(items) = mir.push(front, make::list_items(list)) else { continue };
                    addresses.insert(list, items);
                    items
                }
            };
            let data = &mut mir.insts[inst.index()];
            data.op = op;
            data.args.insert(1, items);
        }
    }
}
