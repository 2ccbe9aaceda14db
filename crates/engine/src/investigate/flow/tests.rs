use super::{Baseline, Direction, Format, Network, Reader, Report, Tally};

fn tally(lines: &str, baseline: &Baseline) -> (Tally, Option<Format>) {
    let (mut reader, mut tally) = (Reader::new(None), Tally::default());
    for line in lines.lines() {
        match reader.read(line) {
            Ok(Some(flow)) => tally.add(&flow, baseline),
            Ok(None) => {}
            Err(()) => tally.miss(),
        }
    }
    (tally, reader.format())
}

fn own() -> Baseline {
    Baseline::read(
        "own: [10.0.0.5]\n\
         known:\n\
         - { direction: outbound, with: 10.0.0.0/24, port: 5432, note: database }\n\
         - { direction: outbound, with: 198.51.100.25, port: 587, note: mail }\n",
    )
    .unwrap()
}

#[track_caller]
fn check(report: &Report, expected: &[(&str, &[&str])]) {
    let actual: Vec<(String, Vec<String>)> = report
        .findings
        .iter()
        .map(|one| {
            let why = one.why.iter().map(|text| text.key.replace("flow-why-", ""));
            (one.name(), why.collect())
        })
        .collect();
    let expected: Vec<(String, Vec<String>)> = expected
        .iter()
        .map(|(name, why)| ((*name).to_owned(), why.iter().map(|one| (*one).to_owned()).collect()))
        .collect();
    assert_eq!(actual, expected);
}

const VPC: &str = "\
version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
2 1 eni-1 10.0.0.5 10.0.0.9 40000 5432 6 9 9000 1795238400 1795238460 ACCEPT OK
2 1 eni-1 10.0.0.9 10.0.0.5 5432 40000 6 9 90000 1795238400 1795238460 ACCEPT OK
2 1 eni-1 192.0.2.44 10.0.0.5 51000 443 6 9 4000 1795238400 1795238460 ACCEPT OK
2 1 eni-1 10.0.0.5 192.0.2.44 443 51000 6 9 8000 1795238400 1795238460 ACCEPT OK
2 1 eni-1 203.0.113.9 10.0.0.5 51000 23 6 1 40 1795238400 1795238460 REJECT OK
2 1 eni-1 10.0.0.5 203.0.113.7 51022 4444 6 900000 734003200 1795238400 1795238460 ACCEPT OK
2 1 eni-1 203.0.113.7 10.0.0.5 4444 51022 6 900 5200 1795238400 1795238460 ACCEPT OK
2 1 eni-1 10.0.0.5 198.51.100.25 40022 587 6 90 5200 1795238400 1795238460 ACCEPT OK
2 1 eni-1 - - - - - - - 1795238400 1795238460 - NODATA
what is this
";

#[test]
fn in11_one_rare_destination_with_much_volume_is_the_finding() {
    let (tally, format) = tally(VPC, &own());
    assert_eq!(format, Some(Format::Vpc));
    let report = tally.compare(&own());
    let expected = ["unknown-destination", "unusual-port", "rare", "volume"];
    check(&report, &[("out 203.0.113.7:4444/tcp", &expected)]);
    assert_eq!((report.flows, report.unread), (8, 1));
    let talk = &report.findings[0].talk;
    assert_eq!((talk.bytes_out, talk.bytes_in, talk.flows), (734_003_200, 5200, 2));
    assert_eq!(talk.first.unwrap().to_string(), "2026-11-21T05:20:00Z");
}

#[test]
fn an_earlier_recording_is_a_baseline_and_what_it_held_is_usual() {
    let (before, _) = tally(VPC, &own());
    let mut baseline = own();
    baseline.add(Baseline::read(&before.propose(&[]).to_yaml().unwrap()).unwrap());
    check(&before.compare(&baseline), &[]);
    baseline.bytes_out_max = Some(1 << 20);
    check(&before.compare(&baseline), &[("out 203.0.113.7:4444/tcp", &["volume"])]);
}

#[test]
fn each_format_is_known_by_its_first_line_and_tells_the_same_talk() {
    let conntrack = "ipv4     2 tcp      6 431999 ESTABLISHED src=10.0.0.5 dst=203.0.113.7 \
        sport=51022 dport=4444 packets=9 bytes=900 src=203.0.113.7 dst=10.0.0.5 sport=4444 \
        dport=51022 packets=9 bytes=80 [ASSURED] mark=0 use=1";
    let csv = "ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt\n\
        2026-11-21 05:20:00,2026-11-21 05:20:01,1,10.0.0.5,203.0.113.7,51022,4444,TCP,,0,0,9,900,9,80\n\
        Summary\nflows,bytes\n1,980\n";
    let json = r#"{"type":"FLOW","first":"2026-11-21T05:20:00.000","src4_addr":"10.0.0.5","dst4_addr":"203.0.113.7","src_port":51022,"dst_port":4444,"proto":6,"in_bytes":900,"out_bytes":80}"#;
    let vpc = "2 1 eni-1 10.0.0.5 203.0.113.7 51022 4444 6 9 900 1795238400 1795238460 ACCEPT OK\n\
        2 1 eni-1 203.0.113.7 10.0.0.5 4444 51022 6 9 80 1795238400 1795238460 ACCEPT OK";
    for (lines, format) in [
        (conntrack, Format::Conntrack),
        (csv, Format::NetflowCsv),
        (json, Format::NetflowJson),
        (vpc, Format::Vpc),
    ] {
        for baseline in [own(), Baseline::default()] {
            let (tally, found) = tally(lines, &baseline);
            assert_eq!(found, Some(format));
            let report = tally.compare(&baseline);
            let expected = ["unknown-destination", "unusual-port", "rare"];
            check(&report, &[("out 203.0.113.7:4444/tcp", &expected)]);
            let talk = &report.findings[0].talk;
            assert_eq!((talk.bytes_out, talk.bytes_in), (900, 80), "{format:?}");
            assert_eq!(report.unread, 0, "{format:?}");
        }
    }
}

#[test]
fn a_client_that_was_sent_very_much_is_found_in_nginx_log() {
    let line = |client: &str, bytes: &str| {
        format!(
            "{client} - - [21/Nov/2026:05:20:32 +0000] \"GET /a.git\\x22 HTTP/1.1\" 200 {bytes} \"\" \"git\" -"
        )
    };
    let text = [line("203.0.113.7", "2147483648"), line("192.0.2.1", "1000")].join("\n");
    let (tally, format) = tally(&text, &Baseline::default());
    assert_eq!(format, Some(Format::Nginx));
    check(&tally.compare(&Baseline::default()), &[("in 203.0.113.7:443/tcp", &["volume"])]);
}

#[test]
fn what_a_firewall_stopped_on_its_way_out_is_a_question_and_noise_from_outside_is_none() {
    let text = "2 1 eni-1 10.0.0.5 203.0.113.7 51022 4444 6 1 40 1795238400 1795238460 REJECT OK\n\
        2 1 eni-1 203.0.113.9 10.0.0.5 51022 3389 6 1 40 1795238400 1795238460 REJECT OK\n\
        2 1 eni-1 203.0.113.9 10.0.0.5 51022 6379 6 1 40 1795238400 1795238460 ACCEPT OK";
    let (tally, _) = tally(text, &own());
    let mut report = tally.compare(&own());
    report.findings.sort_by_key(|one| one.talk.direction);
    check(
        &report,
        &[
            ("in 203.0.113.9:6379/tcp", &["unknown-client", "rare"]),
            ("out 203.0.113.7:4444/tcp", &["refused"]),
        ],
    );
}

#[test]
fn a_network_is_read_printed_and_holds_its_addresses() {
    for (text, inside, outside) in [
        ("10.0.0.0/8", "10.9.9.9", "11.0.0.0"),
        ("192.0.2.7", "192.0.2.7", "192.0.2.8"),
        ("0.0.0.0/0", "203.0.113.1", "2001:db8::1"),
        ("2001:db8::/32", "2001:db8:1::1", "2001:db9::1"),
        ("::/0", "2001:db8::1", "192.0.2.1"),
    ] {
        let network: Network = text.parse().unwrap();
        assert_eq!(network.to_string(), text);
        assert!(network.contains(inside.parse().unwrap()), "{text}");
        assert!(!network.contains(outside.parse().unwrap()), "{text}");
    }
    for text in ["10.0.0.1/8", "10.0.0.0/33", "host.example", "", "10.0.0.0/", "2001:db8::/129"] {
        assert!(text.parse::<Network>().is_err(), "{text}");
    }
    let direction = serde_json::to_value(Direction::Inbound).unwrap();
    assert_eq!(direction, "inbound");
}

proptest::proptest! {
    #[test]
    fn any_line_is_read_or_refused_and_never_more(text in ".{0,300}", format in 0usize..6) {
        let mut reader = Reader::new(Format::ALL.get(format).copied());
        let mut tally = Tally::default();
        for line in [text.as_str(), VPC, "ts,sa,da,sp", &text] {
            if let Ok(Some(flow)) = reader.read(line) {
                tally.add(&flow, &Baseline::default());
            }
        }
        let report = tally.compare(&Baseline::default());
        proptest::prop_assert!(report.findings.len() <= 4);
    }
}
