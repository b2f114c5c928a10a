import Pipelines
import Testing

@Suite("MD5")
struct MD5Tests {
    @Test(
        "gives the digests of RFC 1321",
        arguments: [
            ("", "d41d8cd98f00b204e9800998ecf8427e"),
            ("a", "0cc175b9c0f1b6a831c399e269772661"),
            ("abc", "900150983cd24fb0d6963f7d28e17f72"),
            ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
            ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
            (
                "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
                "57edf4a22be3c955ac49da2e2107b67a"
            ),
        ]
    )
    func known(text: String, digest: String) {
        #expect(MD5.digest(of: text.utf8) == digest)
    }

    @Test("two messages side by side have the digests of each alone")
    func pairs() {
        let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 37 ^ $0 >> 3) }
        let sizes = [0, 1, 55, 56, 63, 64, 65, 119, 128, 191, 192, 640, 999]
        for (index, size) in sizes.enumerated() {
            for other in sizes {
                let first = Array(bytes[..<size])
                let second = Array(bytes[(index..<(other + index > 1_000 ? index : other + index))])
                let digests = MD5.digests(of: first, second)
                #expect(digests.0 == MD5.digest(of: first))
                #expect(digests.1 == MD5.digest(of: second))
            }
        }
    }

    @Test("does not depend on how the bytes arrive")
    func pieces() {
        let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let whole = MD5.digest(of: bytes)
        for size in [1, 3, 55, 56, 63, 64, 65, 127, 128, 999] {
            var hash = MD5()
            var rest = bytes[...]
            while !rest.isEmpty {
                Array(rest.prefix(size)).withUnsafeBytes { hash.update($0) }
                rest = rest.dropFirst(size)
            }
            #expect(hash.digest() == whole)
            #expect(hash.digest() == whole, "asking twice changes nothing")
        }
    }

    @Test(
        "pads every length around the end of a block",
        arguments: [
            (55, "04364420e25c512fd958a70738aa8f72"), (56, "668a72d5ba17f08e62dabcafad6db14b"),
            (63, "7dc2ca208106a2f703567bdff99d8981"), (64, "c1bb4f81d892b2d57947682aeb252456"),
        ]
    )
    func padding(count: Int, digest: String) {
        #expect(MD5.digest(of: Array(repeating: UInt8(ascii: "x"), count: count)) == digest)
    }
}
