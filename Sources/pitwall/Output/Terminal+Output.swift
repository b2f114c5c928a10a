import Foundation
import Glibc
import Terminal

/// Lines on standard output and error; text from outside is made harmless where a person reads it.
enum Output {
    static func line(_ text: String = "") {
        write(SafeText.lines(untrusted: text).map(\.string).joined(separator: "\n") + "\n", to: 1)
    }

    static func errorLine(_ text: String) {
        write(SafeText.lines(untrusted: text).map(\.string).joined(separator: "\n") + "\n", to: 2)
    }

    /// Prints a value as JSON with sorted keys, and dates as ISO 8601.
    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        write(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n", to: 1)
    }

    /// Writes all of it; a reader that went away (`| head`) ends the program quietly.
    static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                if errno == EPIPE { exit(0) }
                return
            }
            bytes = bytes.dropFirst(count)
        }
    }
}

extension Output {
    /// Writes bytes of a log as they are.
    static func write(bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                if errno == EPIPE { exit(0) }
                return
            }
            rest = rest.dropFirst(count)
        }
    }
}
