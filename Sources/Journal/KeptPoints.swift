import Domain
import Foundation

/// What a chart needs of some points of a metric: the first, the last, the least, the greatest and
/// one that is no number.
struct KeptPoints {
    private(set) var first: MetricPoint
    private(set) var last: MetricPoint
    private var least: MetricPoint?
    private var greatest: MetricPoint?
    private var odd: MetricPoint?

    /// Points that are kept at most.
    static let most = 5

    init(_ point: MetricPoint) {
        (first, last) = (point, point)
        add(point)
    }

    mutating func add(_ point: MetricPoint) {
        if first.isNewer(than: point) { first = point }
        if point.isNewer(than: last) { last = point }
        guard point.value.isFinite else {
            odd = odd ?? point
            return
        }
        if least.map({ point.value < $0.value }) ?? true { least = point }
        if greatest.map({ point.value > $0.value }) ?? true { greatest = point }
    }

    mutating func add(_ other: KeptPoints) {
        for point in other.points { add(point) }
    }

    /// Each of them once, in the order of their steps.
    var points: [MetricPoint] {
        var all = [first]
        for point in [least, greatest, odd].compactMap(\.self) + [last]
        where !all.contains(where: { $0.isSame(as: point) }) {
            all.append(point)
        }
        return all.sorted { $1.isNewer(than: $0) }
    }
}

// MARK: - As bytes

extension KeptPoints {
    private static let pointSize = 3 * MemoryLayout<Int64>.size

    /// The points as they are stored: time, step and the bits of the value, least byte first.
    var data: Data {
        var data = Data(capacity: Self.most * Self.pointSize)
        for point in points {
            for number in [point.timestamp, point.step, point.value.stored] {
                withUnsafeBytes(of: number.littleEndian) { data.append(contentsOf: $0) }
            }
        }
        return data
    }

    /// Nil where the bytes are not those of one point or more.
    init?(_ data: Data, key: TrackingKey) {
        let bytes = [UInt8](data)
        guard !bytes.isEmpty, bytes.count.isMultiple(of: Self.pointSize) else { return nil }
        func number(_ place: Int) -> Int64 {
            (0..<8).reduce(0) { $0 | Int64(bytes[place + $1]) << Int64(8 * $1) }
        }
        var kept: KeptPoints?
        for start in stride(from: 0, to: bytes.count, by: Self.pointSize) {
            let point = MetricPoint(
                key: key,
                value: Double(bitPattern: UInt64(bitPattern: number(start + 16))),
                timestamp: number(start),
                step: number(start + 8)
            )
            kept?.add(point)
            kept = kept ?? KeptPoints(point)
        }
        guard let kept else { return nil }
        self = kept
    }
}

extension MetricPoint {
    /// The same point of the same metric, also where it is no number.
    fileprivate func isSame(as other: MetricPoint) -> Bool {
        step == other.step && timestamp == other.timestamp
            && value.bitPattern == other.value.bitPattern
    }
}

extension Double {
    /// The bits that stand for it; one form for all that is no number, so that it is there once.
    var stored: Int64 {
        Int64(bitPattern: isNaN ? Double.nan.bitPattern : bitPattern)
    }
}
