import Glibc

/// A path as the kernel sees it: any bytes but zero.
///
/// Two paths are equal where their bytes are, also where their texts look the same.
package struct RawPath: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let bytes: [UInt8]

    /// Takes a path as text.
    package init(_ text: String) {
        self.bytes = Array(text.utf8)
    }

    /// Takes a path as the kernel gave it; the bytes hold no zero.
    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// For messages; bytes that are not UTF-8 are replaced.
    package var description: String { String(decoding: bytes, as: UTF8.self) }

    /// The path of something in this folder; an absolute `part` stands for itself.
    package func appending(_ part: RawPath) -> RawPath {
        if part.bytes.first == UInt8(ascii: "/") || bytes.isEmpty { return part }
        guard !part.bytes.isEmpty else { return self }
        let needsMark = bytes.last != UInt8(ascii: "/")
        return RawPath(bytes: bytes + (needsMark ? [UInt8(ascii: "/")] : []) + part.bytes)
    }

    /// The path of something in this folder.
    package func appending(_ text: String) -> RawPath {
        appending(RawPath(text))
    }

    /// The folder it is in.
    package var parent: RawPath {
        guard let mark = bytes.lastIndex(of: UInt8(ascii: "/")) else { return RawPath(".") }
        return RawPath(bytes: mark == 0 ? [UInt8(ascii: "/")] : Array(bytes[..<mark]))
    }

    /// Its last part.
    package var name: RawPath {
        guard let mark = bytes.lastIndex(of: UInt8(ascii: "/")) else { return self }
        return RawPath(bytes: Array(bytes[(mark + 1)...]))
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(bytes.count)
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }

    package static func < (left: RawPath, right: RawPath) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }

    /// Calls `body` with the path as C wants it.
    func withCString<Result>(_ body: (UnsafePointer<CChar>) throws -> Result) rethrows -> Result {
        try (bytes + [0]).withUnsafeBytes { raw in
            try raw.withMemoryRebound(to: CChar.self) { buffer in
                guard let base = buffer.baseAddress else {
                    preconditionFailure("a buffer with a final zero has an address")
                }
                return try body(base)
            }
        }
    }
}
