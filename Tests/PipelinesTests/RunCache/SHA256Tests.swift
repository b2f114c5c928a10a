import Domain
import Testing

@Suite("SHA-256")
struct SHA256Tests {
    @Test(
        "gives the digests of the standard, on both sides of a block's end",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ]
    )
    func known(text: String, digest: String) {
        #expect(SHA256.digest(of: Array(text.utf8)) == digest)
    }

    @Test("gives the digests of other programs for every length around a block")
    func lengths() throws {
        let counts = Array(50...70) + Array(115...130)
        let script = counts.map { "head -c \($0) /dev/zero | sha256sum" }.joined(separator: ";")
        let lines = try Shell.output(script, in: "/tmp").text.split(separator: "\n")
        for (count, line) in zip(counts, lines) {
            #expect(SHA256.digest(of: [UInt8](repeating: 0, count: count)) == line.prefix(64))
        }
    }
}
