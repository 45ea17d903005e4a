#!/usr/bin/env python3
"""The protocol once more, in another language, with nothing but Python's standard library.

    python3 vectors.py check    recomputes every vector and compares it with the files beside this one
    python3 vectors.py write    writes the files

Nothing here is taken from the Java code: where both agree, PROTOCOL.md was understood the same way twice. The build does not
need Python; its tests read the JSON files.
"""

import base64
import hashlib
import json
import os
import sys

# ---------------------------------------------------------------- Ed25519, RFC 8032 section 6, shortened

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(a, b):
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, d - c, d + c, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(s, p):
    q = (0, 1, 1, 0)
    while s > 0:
        if s & 1:
            q = add(q, p)
        p = add(p, p)
        s >>= 1
    return q


GY = 4 * pow(5, P - 2, P) % P
GX = None
_x2 = (GY * GY - 1) * pow(D * GY * GY + 1, P - 2, P)
GX = pow(_x2, (P + 3) // 8, P)
if (GX * GX - _x2) % P != 0:
    GX = GX * pow(2, (P - 1) // 4, P) % P
if GX & 1:
    GX = P - GX
G = (GX, GY, 1, GX * GY % P)


def compress(p):
    z = pow(p[2], P - 2, P)
    x, y = p[0] * z % P, p[1] * z % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def expand(seed):
    h = hashlib.sha512(seed).digest()
    a = int.from_bytes(h[:32], "little") & (1 << 254) - 8 | 1 << 254
    return a, h[32:]


def public(seed):
    return compress(times(expand(seed)[0], G))


def sign(seed, message):
    a, prefix = expand(seed)
    key = compress(times(a, G))
    r = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % L
    rs = compress(times(r, G))
    h = int.from_bytes(hashlib.sha512(rs + key + message).digest(), "little") % L
    return rs + ((r + h * a) % L).to_bytes(32, "little")


# ---------------------------------------------------------------- the protocol


def b64(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def prefixed(text):
    raw = text.encode()
    return len(raw).to_bytes(4, "big") + raw


def genesis(tenant, device, epoch, lane):
    return sha(prefixed(tenant), prefixed(device), prefixed(epoch), prefixed(lane))


def chain(first, lines):
    hashes = [first]
    for line in lines:
        hashes.append(sha(hashes[-1], sha(line)))
    return hashes


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def jwk(seed):
    return {"kty": "OKP", "crv": "Ed25519", "x": b64(public(seed))}


def kid(seed):
    key = jwk(seed)
    return b64(sha(compact({"crv": key["crv"], "kty": key["kty"], "x": key["x"]})))


def jws(typ, payload, seed, header=None):
    header = header or {"alg": "EdDSA", "typ": typ, "kid": kid(seed)}
    signed = b64(compact(header)) + "." + b64(payload)
    return signed + "." + b64(sign(seed, signed.encode()))


def head(lane, seq, hash_):
    return {"lane": lane, "seq": seq, "hash": b64(hash_)}


# ---------------------------------------------------------------- the world of the examples

TENANT, DEVICE, HUB = "default", "LOCKER-001", "hub-0190a3c2-0000-7000-8000-00000000000a"
EPOCH = "0190a3c2-1111-7000-8000-000000000001"
BOOT = "6f9c2c1e-7e0e-4f0a-9f4e-2f6f4c1b0a11"
DEVICE_SEED, HUB_SEED = bytes(range(32)), bytes(range(100, 132))
LINES = [
    '{"id":"0190a3c2-1112-7000-8000-000000000001","type":"epoch","key":"' + EPOCH + '","op":"OPEN",'
    '"at":"2026-02-20T17:59:58Z","boot":"' + BOOT + '","up_ms":61000,"hlc":116108479102976000,"base":0,'
    '"data":{"reason":"created"}}',
    '{"id":"0190a3c2-1113-7000-8000-000000000002","type":"package","key":"PKG-1001","op":"CREATE",'
    '"at":"2026-02-20T18:00:00.123Z","boot":"' + BOOT + '","up_ms":63123,"hlc":116108479242141696,"base":0,'
    '"data":{"compartment":"A-07"}}',
    '{"id":"0190a3c2-1114-7000-8000-000000000003","type":"package","key":"Päckchen-1002","op":"CREATE",'
    '"at":"2026-02-20T18:00:05Z","boot":"' + BOOT + '","up_ms":68000,"hlc":116108479561728000,"base":0,"data":{}}',
]


def file_of(about, vectors, **more):
    return {"about": about, **more, "vectors": vectors}


def line_of(raw):
    try:
        return {"text": raw.decode()}
    except UnicodeDecodeError:
        return {"base64url": b64(raw)}


def chain_vectors():
    cases = [
        ("no change yet", TENANT, DEVICE, EPOCH, "critical", []),
        ("three changes", TENANT, DEVICE, EPOCH, "critical", [line.encode() for line in LINES]),
        ("another lane has another start", TENANT, DEVICE, EPOCH, "background", [LINES[1].encode()]),
        ("tenant and device cannot be shifted", "default" + "L", "OCKER-001", EPOCH, "critical", []),
        ("lines are bytes, whatever they say", "t", "d", EPOCH, "low", [b"", b"\xff\x00\xfe", b"{}", b"{} "]),
        ("the same line twice", "t", "d", EPOCH, "high", [b"{}", b"{}"]),
    ]
    vectors = []
    for name, tenant, device, epoch, lane, lines in cases:
        hashes = chain(genesis(tenant, device, epoch, lane), lines)
        vectors.append({
            "name": name, "tenant": tenant, "device": device, "epoch": epoch, "lane": lane,
            "lines": [line_of(line) for line in lines],
            "digests": [b64(sha(line)) for line in lines],
            "heads": [{"seq": n, "hash": b64(h)} for n, h in enumerate(hashes)],
        })
    return file_of("Chains: lines in, heads out. heads[0] is the genesis.", vectors)


def statement_payload():
    hashes = chain(genesis(TENANT, DEVICE, EPOCH, "critical"), [line.encode() for line in LINES])
    return {
        "v": 1, "aud": HUB, "tenant": TENANT, "device": DEVICE, "epoch": EPOCH, "exchange": 2,
        "boot": BOOT, "t0": 70000, "wall": 1771610407000, "timeout_ms": 10000,
        "epochs": [{"epoch": EPOCH, "heads": [head("critical", 3, hashes[3])]}],
        "send": [{"lane": "critical", "from": 2, "to": 3, "prev": b64(hashes[1]), "head": b64(hashes[3]), "attempt": 1}],
        "telemetry": {"pending": 2, "battery_pct": 87},
        "samples": [{"boot": BOOT, "t0": 62000, "t1": 1771610399120, "t2": 1771610399131, "t3": 62251}],
        "verified": {"exchange": 1, "receipt": b64(sha(b"the receipt of exchange 1")),
                     "at": "2026-02-20T17:59:59.300Z", "boot": BOOT, "up_ms": 62300},
    }


def receipt_payload(statement_text):
    hashes = chain(genesis(TENANT, DEVICE, EPOCH, "critical"), [line.encode() for line in LINES])
    return {
        "v": 1, "iss": HUB, "tenant": TENANT, "device": DEVICE, "epoch": EPOCH, "exchange": 2,
        "statement": b64(sha(statement_text.encode())),
        "lanes": [{**head("critical", 3, hashes[3]), "verdict": "appended", "safe": 1}],
        "received_at": "2026-02-20T18:00:07.130Z", "recorded_at": "2026-02-20T18:00:07.138Z",
        "t1": 1771610407130, "t2": 1771610407139, "next_sync_s": 0,
    }


def key_of(seed):
    return {"seed": b64(seed), "jwk": jwk(seed), "kid": kid(seed)}


def exchange_vectors():
    payload = compact(statement_payload())
    statement = jws("gh-statement", payload, DEVICE_SEED)
    receipt = compact(receipt_payload(statement))
    return file_of(
        "One complete exchange: what is signed, what is sent, what is answered. body and answer are the texts of both "
        "HTTP bodies.",
        [{
            "name": "two drop-offs after the epoch was opened",
            "statement": payload.decode(), "statement_jws": statement, "statement_hash": b64(sha(statement.encode())),
            "body": statement + "\n" + LINES[1] + "\n" + LINES[2] + "\n",
            "receipt": receipt.decode(), "receipt_jws": jws("gh-receipt", receipt, HUB_SEED),
            "answer": jws("gh-receipt", receipt, HUB_SEED) + "\n",
        }],
        device_key=key_of(DEVICE_SEED), hub_key=key_of(HUB_SEED))


def tampered(text, part, change):
    parts = text.split(".")
    parts[part] = change(parts[part])
    return ".".join(parts)


def jws_vectors():
    seed, typ, payload = DEVICE_SEED, "gh-statement", b'{"v":1}'
    good = jws(typ, payload, seed)
    own = {"alg": "EdDSA", "typ": typ, "kid": kid(seed)}
    last = good[-1]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    malformed = {
        "alg none": jws(typ, payload, seed, {**own, "alg": "none"}),
        "another alg": jws(typ, payload, seed, {**own, "alg": "HS256"}),
        "no alg": jws(typ, payload, seed, {"typ": typ, "kid": kid(seed)}),
        "another typ": jws("gh-receipt", payload, seed),
        "no typ": jws(typ, payload, seed, {"alg": "EdDSA", "kid": kid(seed)}),
        "no kid": jws(typ, payload, seed, {"alg": "EdDSA", "typ": typ}),
        "a kid that is no thumbprint": jws(typ, payload, seed, {**own, "kid": "me"}),
        "crit": jws(typ, payload, seed, {**own, "crit": ["b64"], "b64": False}),
        "padding": good + "=",
        "bits behind the last byte": good[:-1] + alphabet[alphabet.index(last) + 1],
        "standard alphabet": tampered(good, 0, lambda p: p[:-1] + "+"),
        "two parts": good.rsplit(".", 1)[0],
        "four parts": good + ".",
        "empty": "",
        "white space": good + " ",
        "header that is no JSON": "AAAA." + good.split(".", 1)[1],
    }
    refused = {
        "another key's kid": jws(typ, payload, seed, {**own, "kid": kid(HUB_SEED)}),
        "another key": jws(typ, payload, HUB_SEED, own),
        "another payload": tampered(good, 1, lambda p: b64(b'{"v":2}')),
        "another header": tampered(good, 0, lambda p: b64(compact({**own, "x": 1}))),
        "no signature": tampered(good, 2, lambda p: ""),
        "a short signature": tampered(good, 2, lambda p: b64(base64.urlsafe_b64decode(p + "==")[:-1])),
        "a signature of zeros": tampered(good, 2, lambda p: b64(bytes(64))),
        "s + L, the malleable twin": tampered(good, 2, lambda p: twin(p)),
    }
    vectors = [{"name": "good", "jws": good, "expect": "verifies"}]
    vectors += [{"name": n, "jws": t, "expect": "malformed"} for n, t in malformed.items()]
    vectors += [{"name": n, "jws": t, "expect": "refused"} for n, t in refused.items()]
    return file_of("JWS of typ gh-statement, judged with the one key: verifies, malformed (no JWS of ours), or refused "
                   "(the signature is not this key's).", vectors, typ=typ, payload=payload.decode(), key=key_of(seed))


def twin(part):
    raw = base64.urlsafe_b64decode(part + "==")
    s = int.from_bytes(raw[32:], "little") + L
    return b64(raw[:32] + s.to_bytes(32, "little"))


def decide(hub, device, start, end):
    """The verdict on lines start..end of the device, by the definition: histories are compared line by line."""
    if start - 1 > len(hub):
        return {"verdict": "gap", "expected": len(hub) + 1}
    at = min(len(hub), end)
    if hub[:at] != device[:at]:
        return {"verdict": "fork", "at": at}
    return {"verdict": "known"} if end <= len(hub) else {"verdict": "appended", "fresh_from": len(hub) + 1}


def continuation_vectors():
    abc, abcde = ["a", "b", "c"], ["a", "b", "c", "d", "e"]
    cases = [
        ("the first changes", [], abc, 1, 3),
        ("continues the head", abc, abcde, 4, 5),
        ("the same again (the acknowledgement was lost)", abc, abc, 1, 3),
        ("a part of it again", abcde, abc, 2, 2),
        ("overlaps", abc, abcde, 2, 5),
        ("overlaps from the start", abc, abcde, 1, 5),
        ("starts beyond the head", abc, abcde, 5, 5),
        ("starts beyond an empty chain", [], abc, 2, 3),
        ("nothing, both empty", [], [], 1, 0),
        ("nothing, at the head", abc, abc, 4, 3),
        ("nothing, below the head (the device lost its acknowledgement)", abcde, abcde, 3, 2),
        ("nothing, beyond the head (the hub lost)", abc, abcde, 6, 5),
        ("nothing, another history at the head", abc, ["a", "b", "X"], 4, 3),
        ("continues another history", abc, ["a", "b", "X", "d"], 4, 4),
        ("overlaps with another history", abc, ["a", "X", "c", "d"], 1, 4),
        ("ends below the head in another history", abcde, ["a", "X"], 2, 2),
        ("the same line after another history", abc, ["X", "b", "c"], 3, 3),
    ]
    vectors = []
    for name, hub, device, start, end in cases:
        vectors.append({"name": name, "hub": hub, "device": device, "from": start, "to": end,
                        **decide(hub, device, start, end)})
    return file_of("What a run means. hub and device are the lines of both chains; the device sends lines from..to of its "
                   "own (to = from - 1: nothing), with prev and head as its chain has them.", vectors,
                   tenant=TENANT, device=DEVICE, epoch=EPOCH, lane="critical")


WALL_ERROR, RESOLUTION, REACH = 15 * 60_000, 11, 30 * 86_400_000


def place(event, evidence):
    boot, up, wall = event["boot"], event["up_ms"], event["wall"]
    sent, sent_wall, received = evidence["t0"], evidence["wall"], evidence["received_at"]
    hub_error = evidence["hub_error_ms"]
    latest = received + hub_error

    def drift(distance):
        return distance * evidence["drift_ppm"] // 1_000_000 + 1

    def untrusted():
        claims = [c for c in (wall, wall - (sent_wall - received)) if c <= latest]
        start = max(0, (min(claims) if claims else received - REACH) - WALL_ERROR)
        return [min(start, latest), latest, "untrusted"]

    samples = [s for s in evidence["samples"] if s["boot"] == boot]
    same = boot == evidence["boot"]
    if not samples and not same:
        off = abs(sent_wall - received) + evidence["timeout_ms"] + hub_error + RESOLUTION
        if off > WALL_ERROR or wall > received + WALL_ERROR:
            return untrusted()
        return [wall - WALL_ERROR, min(wall + WALL_ERROR, latest), "holdover"]
    if same and up > sent:
        return untrusted()
    start, end = 0, latest
    for s in samples:
        start = max(start, up + s["t2"] - s["t3"] - drift(abs(up - s["t3"])) - hub_error - RESOLUTION)
        end = min(end, up + s["t1"] - s["t0"] + drift(abs(up - s["t0"])) + hub_error + RESOLUTION)
    if same:
        error = drift(sent - up) + hub_error + RESOLUTION
        start = max(start, received - (sent - up) - evidence["timeout_ms"] - error)
        end = min(end, received - (sent - up) + error)
    if start > end:
        return untrusted()
    return [start, end, "synced" if samples and (end - start + 1) // 2 <= 5000 else "holdover"]


def occurred_at_vectors():
    now = 1771610407130
    day = 86_400_000
    sample = {"boot": BOOT, "t0": 62000, "t1": now - 8000, "t2": now - 7990, "t3": 62250}
    usual = {"boot": BOOT, "t0": 70000, "wall": now - 100, "received_at": now, "timeout_ms": 10_000,
             "drift_ppm": 500, "hub_error_ms": 50, "samples": [sample]}
    event = {"boot": BOOT, "up_ms": 63123, "wall": now - 7000}
    old = {"boot": "earlier", "up_ms": 5_000_000, "wall": now - 3_600_000}
    cases = [
        ("same boot, a sample close by", event, usual),
        ("the wall clock is a day off: no difference", {**event, "wall": event["wall"] + day},
         {**usual, "wall": usual["wall"] + day}),
        ("no sample yet: the statement alone bounds it", event, {**usual, "samples": []}),
        ("half a month away from sample and statement: drift widens it", {**event, "up_ms": 62_000 + 15 * day},
         {**usual, "t0": 70_000 + 30 * day,
          "samples": [{**sample, "t1": now - 8000 - 30 * day, "t2": now - 7990 - 30 * day}]}),
        ("a sample of the event's boot, sent in a later one", old,
         {**usual, "samples": [{**sample, "boot": "earlier", "t0": 5_100_000, "t3": 5_100_300,
                                "t1": now - 3_500_000, "t2": now - 3_499_990}]}),
        ("across a boot, the wall clock agrees now", old, usual),
        ("across a boot, the wall clock is off by 15 min and a little, which the way of the statement hides",
         {**old, "wall": old["wall"] + 900_001}, {**usual, "wall": usual["wall"] + 900_001}),
        ("across a boot, the wall clock is a day ahead", {**old, "wall": old["wall"] + day},
         {**usual, "wall": usual["wall"] + day}),
        ("across a boot, the wall clock is a day behind", {**old, "wall": old["wall"] - day},
         {**usual, "wall": usual["wall"] - day}),
        ("across a boot, the wall clock stood in 2035 and is right now", {**old, "wall": 2_051_222_400_000}, usual),
        ("across a boot, the wall clock stood in 1970", {**old, "wall": 0}, {**usual, "wall": 1000}),
        ("two samples that agree", event, {**usual, "samples": [sample, {**sample, "t3": 62_900}]}),
        ("two samples that contradict each other", event,
         {**usual, "samples": [sample, {**sample, "t1": now - 108_000, "t2": now - 107_990}]}),
        ("later than the statement that tells it", {**event, "up_ms": 80_000}, usual),
        ("the hub's clock stepped between t1 and t2", event, {**usual, "samples": [{**sample, "t2": now + 60_000}]}),
    ]
    vectors = []
    for name, what, evidence in cases:
        start, end, state = place(what, evidence)
        vectors.append({"name": name, "event": what, "evidence": evidence, "from": start, "to": end, "state": state})
    return file_of("When an event happened: device clocks in, interval of hub time (milliseconds since 1970) and state out.",
                   vectors)


def hlc_vectors():
    cases = [
        ("the wall clock is ahead", "next", {"last": 5, "wall_ms": 1771610407130}, 1771610407130 << 16),
        ("the wall clock stands still", "next", {"last": 1771610407130 << 16, "wall_ms": 1771610407130}, (1771610407130 << 16) + 1),
        ("the wall clock jumped back", "next", {"last": 1771610407130 << 16, "wall_ms": 1000}, (1771610407130 << 16) + 1),
        ("the counter runs over into the milliseconds", "next", {"last": (1000 << 16) + 65535, "wall_ms": 1000}, 1001 << 16),
        ("the last stamp of all", "next", {"last": 2**63 - 1, "wall_ms": 1000}, 2**63 - 1),
        ("a message from ahead", "merge", {"last": 7, "seen": 9 << 16, "wall_ms": 5}, (9 << 16) + 1),
        ("a message from behind", "merge", {"last": 7 << 16, "seen": 3, "wall_ms": 8}, 8 << 16),
        ("a clock in 2035 is capped", "cap", {"hlc": 2_051_222_400_000 << 16, "latest_ms": 1771610407130},
         (1771610407130 << 16) + 65535),
        ("a stamp that can be believed stays", "cap", {"hlc": 42, "latest_ms": 1771610407130}, 42),
    ]
    return file_of("Hybrid logical clock: operation and operands in, stamp out.",
                   [{"name": n, "op": op, **args, "result": result} for n, op, args, result in cases])


def uuid_vectors():
    cases = [
        ("RFC 9562, appendix A.6", 0x017F22E279B0, 0xCC3, 0x18C4DC0C0C07398F),
        ("all zero", 0, 0, 0),
        ("the last", 2**48 - 1, 0xFFF, 2**62 - 1),
    ]
    vectors = []
    for name, ms, rand_a, rand_b in cases:
        h = "%032x" % (ms << 80 | 7 << 76 | rand_a << 64 | 2 << 62 | rand_b)
        vectors.append({"name": name, "unix_ms": ms, "rand_a": rand_a, "rand_b": str(rand_b),
                        "uuid": "-".join((h[:8], h[8:12], h[12:16], h[16:20], h[20:]))})
    return file_of("UUIDv7: milliseconds and random bits in (rand_b as text: it has 62 bits), UUID out.", vectors)


FILES = {
    "chain.json": chain_vectors, "exchange.json": exchange_vectors, "jws.json": jws_vectors,
    "continuation.json": continuation_vectors, "occurred-at.json": occurred_at_vectors, "hlc.json": hlc_vectors,
    "uuid-v7.json": uuid_vectors,
}


def main(command):
    here = os.path.dirname(os.path.abspath(__file__))
    # RFC 8032, section 7.1, test 1: the Ed25519 above is the real one.
    assert sign(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"), b"").hex().startswith(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155")
    failed = 0
    for name, make in FILES.items():
        path = os.path.join(here, name)
        text = json.dumps(make(), indent=2, ensure_ascii=False) + "\n"
        if command == "write":
            with open(path, "w", encoding="utf-8") as out:
                out.write(text)
        else:
            with open(path, encoding="utf-8") as file:
                same = file.read() == text
            print(("ok    " if same else "WRONG ") + name)
            failed += not same
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in ("check", "write"):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
