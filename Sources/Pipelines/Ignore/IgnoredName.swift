/// A part of a path as patterns see it: its scalars, with bytes that are no UTF-8 kept apart.
struct IgnoredName: Hashable, Sendable {
    let bytes: ArraySlice<UInt8>
    let scalars: [UInt32]

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        if bytes.allSatisfy({ $0 < 0x80 }) {
            scalars = bytes.map(UInt32.init)
        } else if let text = String(validating: bytes, as: UTF8.self) {
            scalars = text.unicodeScalars.map(\.value)
        } else {
            // As Python shows them: none is equal to any character.
            scalars = bytes.map { $0 < 0x80 ? UInt32($0) : 0xdc00 + UInt32($0) }
        }
    }

    /// The parts of a relative path.
    static func parts(of path: RawPath) -> [IgnoredName] {
        path.bytes.split(separator: UInt8(ascii: "/")).map(IgnoredName.init)
    }

    static func == (left: IgnoredName, right: IgnoredName) -> Bool {
        left.bytes == right.bytes
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(bytes)
    }
}
