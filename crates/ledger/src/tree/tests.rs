//! The tree against the known answers of RFC 6962's reference implementation,
//! and against the definition, written down once more as recursion.

use super::*;
use crate::key::hex;

/// The complete nodes over some leaves, computed as the RFC defines them.
struct Naive(Vec<Hash>);

impl Nodes for Naive {
    type Error = std::convert::Infallible;

    fn node(&self, level: u32, index: u64) -> Result<Hash, Self::Error> {
        let range = usize::try_from(index << level).unwrap()
            ..usize::try_from((index + 1) << level).unwrap();
        Ok(definition(&self.0[range]))
    }
}

fn definition(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            let middle = leaves.len().next_power_of_two() / 2;
            parent_hash(&definition(&leaves[..middle]), &definition(&leaves[middle..]))
        }
    }
}

fn leaves(count: usize) -> Vec<Hash> {
    (0..count).map(|n| leaf_hash(n.to_string().as_bytes())).collect()
}

fn frontier(leaves: &[Hash]) -> Frontier {
    let mut frontier = Frontier::default();
    for leaf in leaves {
        frontier.push(*leaf, |_, _, _| {});
    }
    frontier
}

/// The eight inputs and roots of the Certificate Transparency test vectors.
fn known() -> (Vec<Hash>, [&'static str; 8]) {
    let inputs: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    (inputs.iter().map(|input| leaf_hash(input)).collect(), roots)
}

#[test]
fn the_known_roots_are_reached() {
    let (leaves, roots) = known();
    for (size, root) in (1..).zip(roots) {
        assert_eq!(hex(&frontier(&leaves[..size]).root()), root, "size {size}");
    }
    assert_eq!(
        hex(&frontier(&[]).root()),
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
}

#[test]
fn the_known_consistency_proof_is_made() {
    let (leaves, _) = known();
    let Ok(path) = Naive(leaves).consistency(1, 8);
    let path: Vec<String> = path.iter().map(|hash| hex(hash)).collect();
    assert_eq!(
        path,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]
    );
}

#[test]
fn the_frontier_reaches_the_root_of_the_definition() {
    let leaves = leaves(300);
    for size in 0..leaves.len() {
        assert_eq!(frontier(&leaves[..size]).root(), definition(&leaves[..size]), "size {size}");
    }
}

#[test]
fn a_loaded_frontier_is_the_pushed_one() {
    let all = leaves(70);
    for size in 0..all.len() {
        let nodes = Naive(all.clone());
        let Ok(loaded) =
            Frontier::load(u64::try_from(size).unwrap(), |level, index| nodes.node(level, index));
        assert_eq!(loaded, frontier(&all[..size]), "size {size}");
    }
}

#[test]
fn every_leaf_of_every_small_tree_has_a_proof_that_holds_for_it_alone() {
    let all = leaves(40);
    for size in 1..40_u64 {
        let leaves = &all[..usize::try_from(size).unwrap()];
        let (nodes, root) = (Naive(leaves.to_vec()), definition(leaves));
        for (index, leaf) in (0..).zip(leaves) {
            let Ok(path) = nodes.inclusion(index, size);
            assert_eq!(
                root_of_inclusion(*leaf, index, size, &path),
                Some(root),
                "{index} in {size}"
            );
            let other = (index + 1) % size;
            if other != index {
                assert_ne!(root_of_inclusion(*leaf, other, size, &path), Some(root));
            }
            let longer = [path.as_slice(), &[root]].concat();
            assert_ne!(root_of_inclusion(*leaf, index, size, &longer), Some(root));
        }
    }
}

#[test]
fn every_pair_of_small_trees_has_a_proof_that_holds_for_it_alone() {
    let all = leaves(40);
    let root = |size: u64| definition(&all[..usize::try_from(size).unwrap()]);
    let nodes = Naive(all.clone());
    for new in 2..40 {
        for old in 1..new {
            let Ok(path) = nodes.consistency(old, new);
            let roots = roots_of_consistency(old, new, root(old), &path);
            assert_eq!(roots, Some((root(old), root(new))), "{old} to {new}");
            let wrong = roots_of_consistency(old, new, root(old + 1), &path);
            assert_ne!(wrong, Some((root(old + 1), root(new))), "{old} to {new}");
        }
    }
}
