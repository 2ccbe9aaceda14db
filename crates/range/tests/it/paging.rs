//! Lists, a page at a time.

use serde_json::Value;

use crate::harness::Site;

fn link(headers: &axum::http::HeaderMap, rel: &str) -> Option<String> {
    let all = headers.get("link")?.to_str().ok()?;
    let wanted = format!("rel=\"{rel}\"");
    let found = all.split(", ").find(|link| link.ends_with(&wanted))?;
    Some(found.split_once('>')?.0.trim_start_matches('<').to_owned())
}

#[tokio::test]
async fn offset_pages_link_to_each_other() {
    let site = Site::start().await;

    let page = site.admin("GET", "/users?per_page=5&page=2&active=true", Value::Null).await;

    assert_eq!(page.rows(), 5);
    assert_eq!(page.headers["x-page"], "2");
    assert_eq!(page.headers["x-per-page"], "5");
    assert_eq!(page.headers["x-next-page"], "3");
    assert_eq!(page.headers["x-prev-page"], "1");
    let total: usize = page.headers["x-total"].to_str().unwrap().parse().unwrap();
    assert_eq!(page.headers["x-total-pages"], total.div_ceil(5).to_string().as_str());
    let next = link(&page.headers, "next").unwrap();
    assert!(next.contains("page=3") && next.contains("active=true") && next.contains("per_page=5"));
    assert!(link(&page.headers, "prev").is_some() && link(&page.headers, "last").is_some());
}

#[tokio::test]
async fn following_the_links_sees_each_row_once() {
    let site = Site::start().await;
    for start in
        ["/projects?per_page=4", "/projects?pagination=keyset&order_by=id&sort=asc&per_page=4"]
    {
        let mut seen = Vec::new();
        let mut path = Some(start.to_owned());
        while let Some(here) = path {
            let page = site.admin("GET", &here, Value::Null).await;
            seen.extend(
                page.json().as_array().unwrap().iter().map(|row| row["id"].as_u64().unwrap()),
            );
            path = link(&page.headers, "next")
                .map(|url| url.split_once("/api/v4").unwrap().1.to_owned());
        }
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(
            (seen.len(), count),
            (site.range.with_world(|w| w.projects.len()), count),
            "{start}"
        );
    }
}

#[tokio::test]
async fn a_page_holds_at_most_a_hundred_rows() {
    let site = Site::start().await;

    let page = site.admin("GET", "/users?per_page=5000", Value::Null).await;

    assert_eq!(page.headers["x-per-page"], "100");
    assert_eq!(site.admin("GET", "/users?page=x", Value::Null).await.status, 400);
}

#[tokio::test]
async fn audit_events_page_by_key_newest_first() {
    let site = Site::start().await;
    let path = "/audit_events?pagination=keyset&order_by=id&sort=desc&per_page=3";

    let first = site.admin("GET", path, Value::Null).await;
    let next = link(&first.headers, "next").unwrap();
    let second = site.admin("GET", next.split_once("/api/v4").unwrap().1, Value::Null).await;

    let ids = |page: &crate::harness::Reply| -> Vec<u64> {
        page.json().as_array().unwrap().iter().map(|row| row["id"].as_u64().unwrap()).collect()
    };
    let all = [ids(&first), ids(&second)].concat();
    assert!(all.windows(2).all(|pair| pair[0] == pair[1] + 1), "{all:?}");
    let late =
        "/audit_events?created_after=2026-01-01T00:00:00Z&created_before=2026-03-01T00:00:00Z";
    assert_eq!(site.admin("GET", late, Value::Null).await.status, 400);
}
