"""Known answers: the library does what the standards say, and what was sealed by this program's first form still opens.

Each has its source beside it, and was checked against a second implementation where the standard library has one.
"""

import hashlib
from pathlib import Path

import pytest
from nacl.bindings import crypto_scalarmult
from nacl.encoding import RawEncoder
from nacl.hash import blake2b
from nacl.secret import SecretBox

from contact.inbox import derivation, passphrases, receipts, sealing
from contact.inbox.derivation import Cost

COUNTED = bytes(range(64))
# Of libsodium's vectors for Argon2id.
FIRST_SECRET = (
    "a347ae92bce9f80f6f595a4480fc9c2fe7e7d7148d371e9487d75f5c23008ffae065577a928febd9b1973a5a95073acdbeb6a030cf"
    "c0d79caa2dc5cd011cef02c08da232d76d52dfbca38ca8dcbd665b17d1665f7cf5fe59772ec909733b24de97d6f58d220b20c60d7c"
    "07ec1fd93c52c31020300c6c1facd77937a597c7a6"
)
FIRST_KEY = (
    "18acec5d6507739f203d1f5d9f1d862f7c2cdac4f19d2bdff64487e60d969e3ced615337b9eec6ac4461c6ca07f0939741e57c24d0"
    "005c7ea171a0ee1e7348249d135b38f222e4dad7b9a033ed83f5ca27277393e316582033c74affe2566a2bea47f91f0fd9fe49ece7"
    "e1f79f3ad6e9b23e0277c8ecc4b313225748dd2a80f5679534a0700e246a79a49b3f74eb89ec6205fe1eeb941c73b1fcf1"
)
FIFTH_SECRET = (
    "4a857e2ee8aa9b6056f2424e84d24a72473378906ee04a46cb05311502d5250b82ad86b83c8f20a23dbb74f6da60b0b6ecffd67134"
    "d45946ac8ebfb3064294bc097d43ced68642bfb8bbbdd0f50b30118f5e"
)
FIFTH_KEY = (
    "08d8cd330c57e1b4643241d05bb468ba4ee4e932cd0858816be9ef15360b27bbd06a87130ee92222be267a29b81f5ae8fe8613324c"
    "fc4832dc49387fd0602f1c57b4d0f3855db94fb7e12eb05f9a484aed4a4307abf586cd3d55c809bc081541e00b682772fb2066504f"
    "f935b8ebc551a2083882f874bc0fae68e56848ae34c91097c3bf0cca8e75c0797eef3efde3f75e005815018db3cf7c109a812264c4"
    "de69dcb22322dbbcfa447f5b00ecd1b04a7be1569c8e556adb7bba48adf81d"
)


def test_secret_box_is_xsalsa20_poly1305():
    """D. J. Bernstein, "Cryptography in NaCl" (2009), sections 8 to 10; also tests/secretbox.c of NaCl."""
    key = bytes.fromhex("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389")
    nonce = bytes.fromhex("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37")
    message = bytes.fromhex(
        "be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c61296cdc3c0123356"
        "1f41db66cce314adb310e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60"
        "902e52f0a089bc76897040e082f937763848645e0705"
    )
    boxed = bytes.fromhex(
        "f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce"
        "87b4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732b"
        "c0e9da99832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74e355a5"
    )
    assert SecretBox(key).encrypt(message, nonce).ciphertext == boxed
    assert sealing.unlock(nonce + boxed, key) == message


@pytest.mark.parametrize(
    ("private", "public"),
    [
        (
            "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
            "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
        ),
        (
            "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
            "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
        ),
    ],
    ids=["alice", "bob"],
)
def test_key_pairs_are_x25519(private, public):
    """RFC 7748, section 6.1."""
    assert sealing.KeyPair.of(bytes.fromhex(private)).public.hex() == public


def test_two_keys_agree_as_x25519_says():
    """RFC 7748, section 6.1: Bob's private key and Alice's public key."""
    private = bytes.fromhex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")
    public = bytes.fromhex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
    shared = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
    assert crypto_scalarmult(private, public).hex() == shared


@pytest.mark.parametrize(
    ("secret", "salt", "size", "passes", "memory", "derived"),
    [
        (
            FIRST_SECRET,
            "5541fbc995d5c197ba290346d2c559de",
            155,
            5,
            7256678,
            FIRST_KEY,
        ),
        (
            FIFTH_SECRET,
            "39d82eef32010b8b79cc5ba88ed539fb",
            190,
            3,
            1432947,
            FIFTH_KEY,
        ),
    ],
    ids=["five-passes", "three-passes"],
)
def test_derivation_is_argon2id(tmp_path, secret, salt, size, passes, memory, derived):
    """libsodium, test/default/pwhash_argon2id.c and .exp, first and fifth. (The vectors of RFC 9106 have a secret and
    associated data, which libsodium does not take.)"""
    found = derivation.derive(bytes.fromhex(secret), bytes.fromhex(salt), Cost(memory, passes), size, tmp_path / "line")
    assert found.hex() == derived


def test_keyed_hashes_are_blake2b():
    """BLAKE2's own known answers, testvectors/blake2b-kat.txt: keyed, empty input, key 00 to 3f."""
    answer = (
        "10ebb67700b1868efb4417987acf4690ae9d972fb7a590c2f02871799aaa4786"
        "b5e996e8f0f4eb981fc214b005f42d2ff4233499391653df7aefcbc13fc51568"
    )
    assert blake2b(b"", digest_size=64, key=COUNTED, encoder=RawEncoder).hex() == answer


def test_hashes_for_one_purpose_are_blake2b():
    """Python's documentation of hashlib, "Personalization"."""
    answer = "20d9cd024d4fb086aae819a1432dd2466de12947831b75c5a30cf2676095d3b4"
    found = blake2b(b"the same content", digest_size=32, person=b"MyApp Files Hash", encoder=RawEncoder)
    assert found.hex() == answer


@pytest.mark.parametrize(
    ("digits", "check"),
    [
        # "GB82 WEST 1234 5698 7654 32", moved and spelled in digits as ISO 13616 says.
        ("32142829123456987654321611", "82"),
        # "DE89 3704 0044 0532 0130 00"
        ("3704004405320130001314", "89"),
    ],
)
def test_check_digits_are_those_of_iso_7064(digits, check):
    """ISO/IEC 7064, MOD 97-10, by the usual examples of IBANs, which use it."""
    assert receipts.check_digits(digits) == check


# ── What this program itself has written ───────────────────────────────────

HEADER = sealing.Header("00112233445566778899aabbccddeeff", "ffeeddccbbaa99887766554433221100", "first", 0)
BODY = {"subject": "A heron at the pond", "text": "Señal 信号 👋"}
# Version 1 of a record, before it is sealed: JSON, the byte 80, and zeros up to the size.
CONTENT = (
    '{"version": 1, "header": {"record": "00112233445566778899aabbccddeeff", '
    '"conversation": "ffeeddccbbaa99887766554433221100", "kind": "first", "sequence": 0}, '
    '"body": {"subject": "A heron at the pond", "text": "Señal 信号 👋"}}'
).encode()


def test_a_record_of_version_1_still_opens():
    key, nonce = COUNTED[:32], COUNTED[:24]
    sealed = bytes(SecretBox(key).encrypt((CONTENT + b"\x80").ljust(1024, b"\0"), nonce))
    assert hashlib.sha256(sealed).hexdigest() == "cd243658b24a104c62d4ef9c82cc23f3c2fad619de344a0077c322e3a059fd69"
    assert sealing.unseal(sealed, HEADER, key) == BODY


def test_and_is_what_is_written_today():
    key = COUNTED[:32]
    assert SecretBox(key).decrypt(sealing.seal(BODY, HEADER, key)) == (CONTENT + b"\x80").ljust(1024, b"\0")


def test_a_key_that_was_wrapped_still_opens():
    wrapped = bytes.fromhex(
        "2edc6e37406d012c6952e189dbe928769e958b89d2d36336a75a33a2112c891b75ee8729cda70ce744ef84348c319150"
        "270d293ccf13200c10917c15b6df9237b5a0dfc60fe7f86eb286b070aacc0874"
    )
    assert sealing.unwrap(wrapped, COUNTED[:32]) == COUNTED[32:]


def test_a_key_that_was_locked_still_opens():
    locked = bytes.fromhex(
        "8032959102a1f9244038e9530eb72b6fe3cfa345ffab8125ef535753d8850186395e4fdf61b39d1fd4b90020f357b142"
        "e5fa91a3fa5b168ce333230d735c5680e9b680b95270e363"
    )
    assert sealing.unlock(locked, COUNTED[:32]) == COUNTED[32:]


@pytest.mark.parametrize(
    ("number", "cost", "lookup", "public"),
    [
        (
            "00000000000000000098",
            Cost(65536, 1),
            "41cdc4e2a0dce63204908019396268f959808fba28a417a8c883342eb401b41a",
            "b983a754273677e03a7f7f8b0f1cd67dc7cb8899ff219a0d593396ce6ac3863a",
        ),
        (
            "12345678901234567888",
            Cost(64 * derivation.MIB, 3),
            "29793a92d9ada14bd57ac2075aba26d4f0baeab4adb482685d0d479029f54bf9",
            "c8dd4920c676d7d13bc876000c224f0ad570aeee343fc4b554bc51a8a2d04f17",
        ),
    ],
    ids=["quick", "as-in-use"],
)
def test_a_number_that_was_given_still_leads_to_the_same(tmp_path, number, cost, lookup, public):
    receipt = receipts.derived(number, COUNTED[:16], cost, tmp_path / "line")
    assert (receipt.id.hex(), receipt.keys.public.hex()) == (lookup, public)


def test_both_parts_of_a_number_are_what_the_standard_library_makes_of_its_root(tmp_path):
    cost, salt, line = Cost(65536, 1), COUNTED[:16], tmp_path / "line"
    root = derivation.derive(b"00000000000000000098", salt, cost, 32, line)
    receipt = receipts.derived("00000000000000000098", salt, cost, line)
    assert receipt.id == hashlib.blake2b(b"", digest_size=32, key=root, person=b"lookup").digest()
    assert receipt.keys.private == hashlib.blake2b(b"", digest_size=32, key=root, person=b"x25519").digest()


def test_a_recovery_sheet_that_was_printed_still_leads_to_its_key():
    keys = passphrases.sheet_keys("2X0V-K40N-8GGC-Y4BC-MTNP-P3MH-WMVF")
    assert keys.public.hex() == "db53b853d7b7e4bb6814487c4a52f767db14938089d83a7df00b4d6fffaca76c"
    code = b"2X0VK40N8GGCY4BCMTNPP3MHWMVF"
    assert keys.private == hashlib.blake2b(code, digest_size=32, person=b"sheet").digest()


def test_sealing_knows_nothing_of_django():
    folder = Path(sealing.__file__).parent
    for name in ("sealing", "derivation", "receipts", "passphrases"):
        assert "import django" not in (source := (folder / f"{name}.py").read_text())
        assert "from django" not in source
