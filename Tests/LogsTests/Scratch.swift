import Foundation
import Glibc
import Logs

/// A folder for one test with a log and its times in it, removed at the end.
final class Scratch {
    let folder: String

    init() {
        var template = Array("/tmp/pitwall-logs-XXXXXX".utf8CString)
        folder = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap(mkdtemp).map { String(cString: $0) } ?? "/tmp"
        }
    }

    deinit {
        for name in ["log", "times"] { unlink(folder + "/" + name) }
        rmdir(folder)
    }

    var logPath: String { folder + "/log" }

    func write(_ bytes: some Sequence<UInt8>, to name: String = "log") {
        change(name, O_TRUNC) { descriptor in Self.put(Array(bytes), at: 0, in: descriptor) }
    }

    func write(_ text: String) { write(text.utf8) }

    func append(_ text: String, to name: String = "log") {
        change(name, O_APPEND) { descriptor in
            let bytes = Array(text.utf8)
            _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        }
    }

    /// Writes in the middle of a file that may be mostly hole.
    func put(_ text: String, at offset: Int, size: Int? = nil) {
        change("log", 0) { descriptor in
            if let size { ftruncate(descriptor, size) }
            Self.put(Array(text.utf8), at: offset, in: descriptor)
        }
    }

    func truncate(to size: Int) {
        change("log", 0) { ftruncate($0, size) }
    }

    /// Writes a times file: header, then a record for each pair.
    func times(gap: Range<Int> = 0..<0, dropped: Int = 0, _ records: [(moment: Int, offset: Int)]) {
        var bytes = Array("PWTIMES1".utf8)
        for number in [gap.lowerBound, gap.upperBound, dropped] { bytes += Self.little(number) }
        bytes += [UInt8](repeating: 0, count: 64 - bytes.count)
        for record in records { bytes += Self.little(record.moment) + Self.little(record.offset) }
        write(bytes, to: "times")
    }

    func open() throws -> LogFile { try LogFile(path: logPath) }

    static func little(_ number: Int) -> [UInt8] {
        withUnsafeBytes(of: Int64(number).littleEndian) { Array($0) }
    }

    private static func put(_ bytes: [UInt8], at offset: Int, in descriptor: CInt) {
        _ = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, offset) }
    }

    private func change(_ name: String, _ flags: CInt, _ body: (CInt) -> Void) {
        let descriptor = Glibc.open(folder + "/" + name, O_RDWR | O_CREAT | flags, 0o600)
        guard descriptor >= 0 else { return }
        body(descriptor)
        close(descriptor)
    }
}

/// Random numbers that are a function of their seed.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &+ 0x9E37_79B9_7F4A_7C15
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension LogLine {
    var text: String { String(decoding: bytes, as: UTF8.self) }
}
