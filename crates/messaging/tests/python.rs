//! `is_public` against an independent implementation: Python's `ipaddress`. Ours may refuse more, never less.

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::process::{Command, Stdio};

use messaging::address::is_public;

/// Random addresses of each kind, half of them near a network of the lists below.
const RANDOM: usize = 40_000;

/// Prints 1 or 0 for each line.
const ORACLE: &str = "import ipaddress, sys
for line in sys.stdin:
    print(int(ipaddress.ip_address(line.strip()).is_global))
";

const NETS: [(&str, u32); 44] = [
    ("0.0.0.0", 8),
    ("10.0.0.0", 8),
    ("100.64.0.0", 10),
    ("127.0.0.0", 8),
    ("169.254.0.0", 16),
    ("172.16.0.0", 12),
    ("192.0.0.0", 24),
    ("192.0.0.0", 29),
    ("192.0.0.8", 32),
    ("192.0.0.170", 31),
    ("192.0.2.0", 24),
    ("192.31.196.0", 24),
    ("192.52.193.0", 24),
    ("192.88.99.0", 24),
    ("192.168.0.0", 16),
    ("192.175.48.0", 24),
    ("198.18.0.0", 15),
    ("198.51.100.0", 24),
    ("203.0.113.0", 24),
    ("224.0.0.0", 4),
    ("240.0.0.0", 4),
    ("255.255.255.255", 32),
    ("::", 128),
    ("::1", 128),
    ("::", 96),
    ("::ffff:0:0", 96),
    ("64:ff9b::", 96),
    ("64:ff9b:1::", 48),
    ("100::", 64),
    ("2001::", 23),
    ("2001::", 32),
    ("2001:1::1", 128),
    ("2001:2::", 48),
    ("2001:10::", 28),
    ("2001:20::", 28),
    ("2001:db8::", 32),
    ("2002::", 16),
    ("2620:4f:8000::", 48),
    ("3fff::", 20),
    ("5f00::", 16),
    ("fc00::", 7),
    ("fe80::", 10),
    ("fec0::", 10),
    ("ff00::", 8),
];

/// xorshift64*: the same addresses in every run, so that a failure can be seen again.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn wide(&mut self) -> u128 {
        u128::from(self.next()) << 64 | u128::from(self.next())
    }
}

fn addresses() -> Vec<IpAddr> {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut all = Vec::new();
    let v4 = |bits: u128| IpAddr::V4(Ipv4Addr::from_bits(u32::try_from(bits & 0xffff_ffff).unwrap()));
    let v6 = |bits: u128| IpAddr::V6(Ipv6Addr::from_bits(bits));
    for (net, bits) in NETS {
        let (base, width) = match net.parse().unwrap() {
            IpAddr::V4(it) => (u128::from(it.to_bits()), 32),
            IpAddr::V6(it) => (it.to_bits(), 128),
        };
        let of = |bits| if width == 32 { v4(bits) } else { v6(bits) };
        let last = base | (1u128.checked_shl(width - bits).unwrap_or(0)).wrapping_sub(1);
        for edge in [base, last] {
            all.extend([edge.wrapping_sub(1), edge, edge.wrapping_add(1)].map(of));
        }
        for _ in 0..RANDOM / NETS.len() / 2 {
            all.push(of(base | random.wide() & (last ^ base)));
            // One bit of the prefix changed: the neighbours.
            all.push(of((base ^ 1u128 << (random.next() % u64::from(width))) | random.wide() & (last ^ base)));
        }
    }
    for _ in 0..RANDOM {
        all.push(v4(random.wide()));
        all.push(v6(random.wide()));
        // Within what is given out.
        all.push(v6(random.wide() >> 3 | 1 << 125));
    }
    all
}

#[test]
fn nothing_is_public_here_that_is_not_global_in_python() {
    let all = addresses();
    // A machine without Python fails here: the check must not be passed over in silence.
    let mut python = Command::new("python3")
        .args(["-c", ORACLE])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 runs: the tests need it");
    let lines: String = all.iter().map(|address| format!("{address}\n")).collect();
    let mut input = python.stdin.take().unwrap();
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = python.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success());
    let answers = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<bool> = answers.lines().map(|line| line == "1").collect();
    assert_eq!(answers.len(), all.len());
    let (mut public, mut wrong) = (0, Vec::new());
    for (address, global) in all.iter().zip(answers) {
        let ours = is_public(*address);
        public += usize::from(ours);
        if ours && !global {
            wrong.push(*address);
        }
    }
    assert!(wrong.is_empty(), "{} of {}: {:?}", wrong.len(), all.len(), &wrong[..wrong.len().min(20)]);
    // Neither is all refused.
    assert!(public > all.len() / 3, "{public} of {}", all.len());
    println!("{} addresses, {public} public", all.len());
}
