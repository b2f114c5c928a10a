/// A bounded part of a file in memory, moved to where it is needed.
///
/// Reading line by line then costs one system call for many lines.
struct ByteWindow {
    private let descriptor: Descriptor
    private(set) var bytes: [UInt8] = []
    private(set) var base = 0

    init(_ descriptor: Descriptor) {
        self.descriptor = descriptor
    }

    private var end: Int { base + bytes.count }

    /// Gives `body` the bytes of `range`, as far as the file still has them.
    ///
    /// The window is filled around `range` on the side of `ahead`, so that the next call finds its
    /// bytes there.
    mutating func withBytes<Result>(
        _ range: Range<Int>,
        ahead: LineDirection,
        _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        if range.lowerBound < base || range.upperBound > end {
            let reach = LogLimits.lineBytes
            switch ahead {
            case .forward:
                base = range.lowerBound
                bytes = descriptor.bytes(base..<range.upperBound + reach)
            case .backward:
                base = max(0, range.lowerBound - reach)
                bytes = descriptor.bytes(base..<range.upperBound)
            }
        }
        let low = min(range.lowerBound - base, bytes.count)
        let high = min(range.upperBound - base, bytes.count)
        return bytes.withUnsafeBytes { buffer in
            body(UnsafeRawBufferPointer(rebasing: buffer[low..<high]))
        }
    }
}
