"""What is counted: who may see it, that it is right over processes, and names nobody."""

import json
import multiprocessing
import os
import re
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from forum import database, metrics
from forum.extensions import db
from forum.jobs import Handler
from forum.jobs.worker import Worker
from forum.models import Backup, Mailing
from forum.models.columns import utcnow
from forum.services import jobs
from tests.conftest import make_app


def told(client):
    """Every sample by its name and labels."""
    text = client.get("/metrics").get_data(as_text=True)
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value(samples, name, **labels):
    return samples.get((name, tuple(sorted(labels.items()))), 0)


def test_strangers_do_not_learn_that_there_is_such_a_page(app, cast, browser, tmp_path):
    away = {"environ_base": {"REMOTE_ADDR": "203.0.113.7"}}
    for person in vars(cast).values():
        client = browser(person)
        answer = client.get("/metrics", **away)
        missing = client.get("/metricz", **away)
        assert answer.status_code == 404 and len(answer.data) == len(missing.data)
    assert app.test_client().get("/metrics", headers={"X-Forwarded-For": "::1"}).status_code == 404
    for name in ("X-Forwarded-Host", "x-forwarded-proto", "Forwarded", "Via", "X-Real-IP"):
        assert app.test_client().get("/metrics", headers={name: "x"}).status_code == 404
        said = app.test_client().get("/readyz", headers={name: "x"}).text
        assert said == "ready\n", "nothing of what is how"
    (tmp_path / "forum.toml").write_text('metrics_token = "of the watcher"')
    client = make_app(tmp_path).test_client()
    for sent, status in (("of the watcher", 200), ("of the Watcher", 404), ("", 404)):
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {sent}"}, **away)
        assert answer.status_code == status
    assert answer.headers["Cache-Control"] != "public"


def test_behind_a_proxy_this_machine_is_everybody_so_only_the_token_opens(tmp_path, app):
    """Also past a proxy that says nothing of itself in the request."""
    folder = Path(app.config["FORUM"].instance)
    said = 'proxies = 1\nmetrics_token = "of the watcher"\nhealth_token = "of the guard"'
    (folder / "forum.toml").write_text(said)
    client = make_app(folder).test_client()
    for headers in ({}, {"X-Forwarded-For": "127.0.0.1"}, {"Authorization": "Bearer x"}):
        assert client.get("/metrics", headers=headers).status_code == 404
        assert client.get("/readyz", headers=headers).text == "ready\n"
    told = {name: {"Authorization": f"Bearer of the {name}"} for name in ("watcher", "guard")}
    assert client.get("/metrics", headers=told["watcher"]).status_code == 200
    assert "database" in client.get("/readyz", headers=told["guard"]).text
    assert client.get("/metrics", headers=told["guard"]).status_code == 404


def test_requests_jobs_events_and_queues_are_counted(app, cast, browser):
    client = browser(cast.max)
    for _n in range(3):
        client.get("/latest")
    client.get("/no-such-page")

    def fail():
        raise LookupError

    with database.unit("write"):
        for name in ("test.good", "test.bad"):
            jobs.enqueue(name)
        db.session.add(Mailing(key="test:1", kind="reply", message_id="<1@x>", due_at=utcnow()))
        db.session.add(Backup(key="test.zip", why="hand", proved_at=utcnow()))
    handlers = {"test.good": Handler(lambda: None, "write"), "test.bad": Handler(fail, "write")}
    worker = Worker(app, handlers, every={}, lane=None)
    while worker.once():
        pass
    found = told(client)
    route = next(one.endpoint for one in app.url_map.iter_rules() if one.rule == "/latest")
    assert value(found, "forum_requests_total", route=route, method="GET", status="200") == 3
    assert value(found, "forum_requests_total", route="none", method="GET", status="404") == 1
    assert value(found, "forum_request_seconds_count", route=route) == 3
    assert value(found, "forum_request_seconds_bucket", route=route, le="+Inf") == 3
    assert value(found, "forum_request_statements_total", route=route) >= 3
    assert value(found, "forum_jobs_total", job="test.good", result="done") == 1
    assert value(found, "forum_jobs_total", job="test.bad", result="failed") == 1
    assert value(found, "forum_database_up") == 1
    assert value(found, "forum_process_memory_bytes") > 1_000_000
    assert value(found, "forum_letters_waiting", kind="waiting") == 1
    assert ("forum_backup_age_seconds", ()) in found
    assert ("forum_jobs_waiting", (("kind", "due"),)) in found


def test_what_was_taken_back_is_not_counted(app, cast):
    with database.unit("write"):
        database.happened("x")
        database.rollback()
        database.happened("report_filed")
    numbers, _own = metrics.of(app).summed()
    assert numbers.counters["forum_events", ("report_filed",)] == 1
    assert ("forum_events", ("x",)) not in numbers.counters


def counted(folder, times):
    counting = metrics.Counting(folder, is_quiet=True)
    for _n in range(times):
        counting.request("home.index", "GET", "200", 0.02, 3, False)
    counting.write()


def test_the_processes_of_a_machine_are_added_up_and_the_dead_forgotten_at_the_next_start(tmp_path):
    fork = multiprocessing.get_context("fork")
    for times in (2, 3):
        child = fork.Process(target=counted, args=(tmp_path, times))
        child.start()
        child.join()
    (tmp_path / "another-machine.1.json").write_text(json.dumps({"counters": [["x", [], 1]]}))
    (tmp_path / f"{metrics._name(1)}.json").write_text("{ broken")
    counting = metrics.Counting(tmp_path, is_quiet=True)
    counting.request("home.index", "GET", "200", 30.0, 1, True)
    numbers, own = counting.summed()
    assert numbers.counters["forum_requests", ("home.index", "GET", "200")] == 6
    assert numbers.counters["forum_request_statements", ("home.index",)] == 16
    histogram = numbers.histograms["forum_request_seconds", ("home.index",)]
    assert sum(histogram.buckets) == 6 and histogram.buckets[-1] == 1
    assert own["forum_process_memory_bytes"] < 2 * metrics.memory()  # of those that live
    counting.forget_dead()
    numbers, _own = counting.summed()
    assert numbers.counters["forum_requests", ("home.index", "GET", "200")] == 1
    assert (tmp_path / f"{metrics._name(os.getpid())}.json").is_file()


def test_nothing_that_somebody_sends_becomes_a_label(app, cast, browser):
    """Labels are words of ours, so there are never more of them than routes, kinds and statuses."""
    guest, max_ = app.test_client(), browser(cast.max)
    told(guest)
    for client in (guest, max_):
        for path in ("/canary", "/t/1/canary", "/u/canary", "/search?q=canary", "/tag/canary",
                     f"/reset/{'canary' * 6}", "/c/canary", "/api/v1/canary"):  # fmt: skip
            for method in ("GET", "HEAD", "POST", "CANARY", "PROPFIND"):
                client.open(path, method=method, headers={"X-Request-Id": "canary-canary",
                            "User-Agent": "canary", "Host": "localhost"})  # fmt: skip
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()} | {"none"}
    for _name, labels in told(guest):
        said = dict(labels)
        assert "canary" not in str(said).lower()
        assert said.get("route", "none") in endpoints
        assert said.get("method", "other") in {*(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]),
                                                "other"}  # fmt: skip
        assert re.fullmatch(r"[1-5]\d\d", said.get("status", "200"))


def test_the_samples_in_the_docs_name_what_there_is(app, cast):
    """The rules for alerts and the dashboard ask for nothing that is not counted."""
    examples = Path(__file__).parents[2] / "docs" / "examples"
    said = (examples / "alerts.yml").read_text() + (examples / "dashboard.json").read_text()
    gauges = set(re.findall(r"(?m)^# TYPE (\w+)", app.test_client().get("/metrics").text))
    gauges |= {f"{name}_{end}" for name in metrics.FAMILIES for end in ("total", "bucket")}
    gauges |= {"forum_backup_age_seconds"}  # there once there is one
    assert set(re.findall(r"forum_\w+", said)) <= gauges
    assert json.loads((examples / "dashboard.json").read_text())["panels"]
