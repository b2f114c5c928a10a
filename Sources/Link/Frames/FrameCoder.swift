import Foundation

/// Frames as lines of JSON.
struct FrameCoder {
    private let encoder = JSONEncoder()
    private let decoder = JSONDecoder()

    init() {
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Metrics and plots may hold what is no number.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf",
            negativeInfinity: "-inf",
            nan: "nan"
        )
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf",
            negativeInfinity: "-inf",
            nan: "nan"
        )
    }

    /// The frame with its line end; nil when it is longer than a frame may be.
    func line(_ frame: some Encodable, limit: Int = LinkLimits.frame) -> [UInt8]? {
        guard let data = try? encoder.encode(frame), data.count < limit else {
            return nil
        }
        return [UInt8](data) + [UInt8(ascii: "\n")]
    }

    /// The frame of a line; nil when it is none.
    func frame<Frame: Decodable>(_ type: Frame.Type, of line: [UInt8]) -> Frame? {
        try? decoder.decode(type, from: Data(line))
    }
}
