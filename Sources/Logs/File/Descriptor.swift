import Glibc

/// A read-only file descriptor, closed when its last owner goes.
final class Descriptor: Sendable {
    private let number: CInt

    /// Takes over `number`; nobody else may close it.
    init(_ number: CInt) {
        self.number = number
    }

    deinit {
        close(number)
    }

    /// The file's size now, or zero when the kernel refuses to say.
    var size: Int {
        var status = stat()
        guard fstat(number, &status) == 0 else { return 0 }
        return max(0, Int(status.st_size))
    }

    /// Fills `buffer` from `offset` on and returns how many bytes there were.
    ///
    /// Less than the buffer holds means the end of the file, which may have moved since its size
    /// was read, or a failing disk: either way there is no more to show.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
        guard let base = buffer.baseAddress, offset >= 0 else { return 0 }
        var filled = 0
        while filled < buffer.count {
            let count = pread(number, base + filled, buffer.count - filled, offset + filled)
            if count > 0 {
                filled += count
            } else if count < 0 && errno == EINTR {
                continue
            } else {
                break
            }
        }
        return filled
    }

    /// The bytes of `range` that exist, in one piece of memory of their own.
    func bytes(_ range: Range<Int>) -> [UInt8] {
        guard !range.isEmpty else { return [] }
        return [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            count = read(into: UnsafeMutableRawBufferPointer(buffer), at: range.lowerBound)
        }
    }
}
