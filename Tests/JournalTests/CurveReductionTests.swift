import Domain
import Foundation
import Journal
import Testing

@Suite("Curves")
struct CurveReductionTests {
    private static func curve(
        _ points: [MetricPoint],
        limit: Int
    ) throws -> [MetricPoint] {
        let folder = try TemporaryFolder()
        let path = folder.path + "/series.db"
        try SeriesStore(path: path).append([(run: "r", points: points)])
        return try SeriesReader(path: path).curve(CurveQuery(run: "r", key: "m", limit: limit))
    }

    private static func point(_ step: Int64, _ value: Double) -> MetricPoint {
        MetricPoint(key: "m", value: value, timestamp: step, step: step)
    }

    @Test("a short series is given as it is")
    func short() throws {
        let points = (0..<10).map { Self.point($0, Double($0)) }
        #expect(try Self.curve(points, limit: 100) == points)
    }

    @Test("of a long one no spike is lost, nor its ends, nor what is no number")
    func spikes() throws {
        var points = (0..<50_000).map { Self.point($0, sin(Double($0) / 900)) }
        points[31_234] = Self.point(31_234, 80)
        points[12_345] = Self.point(12_345, -70)
        points[40_001] = Self.point(40_001, .nan)
        let curve = try Self.curve(points, limit: 500)
        #expect(curve.count <= 500)
        #expect(curve.count > 100)
        #expect(curve.first == points.first)
        #expect(curve.last == points.last)
        #expect(curve.contains(points[31_234]))
        #expect(curve.contains(points[12_345]))
        #expect(curve.contains { $0.step == 40_001 && $0.value.isNaN })
        #expect(zip(curve, curve.dropFirst()).allSatisfy { $0.step <= $1.step })
    }

    @Test(
        "steps may be far apart, negative, all the same or out of order",
        arguments: [
            [0, Int64.max, Int64.min, 5], [7, 7, 7], [-3, -2, -1], [9, 3, 6, 1],
        ] as [[Int64]]
    )
    func odd(steps: [Int64]) throws {
        let points = steps.enumerated().map { number, step in
            MetricPoint(key: "m", value: Double(number), timestamp: Int64(number), step: step)
        }
        let curve = try Self.curve(points, limit: 100)
        #expect(curve.map(\.step) == curve.map(\.step).sorted())
        let values = Set(curve.map(\.value))
        #expect(values.contains(0) && values.contains(Double(steps.count - 1)))
    }

    @Test("a series that grew by and by, with points sent twice, has all its spikes")
    func grown() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/series.db"
        var points = (0..<20_000).map { Self.point($0, cos(Double($0) / 700)) }
        points[7_777] = Self.point(7_777, 33)
        points[15_001] = Self.point(15_001, -.infinity)
        for first in stride(from: 0, to: points.count, by: 5_000) {
            // Each store finds the last span of the one before it half full.
            let store = try SeriesStore(path: path)
            let part = points[first..<first + 5_000]
            for start in stride(from: part.startIndex, to: part.endIndex, by: 625) {
                let batch = Array(part[start..<start + 625])
                try store.append([(run: "r", points: batch)])
                try store.append([(run: "r", points: batch)])
            }
        }
        let query = CurveQuery(run: "r", key: "m", limit: 500)
        let curve = try SeriesReader(path: path).curve(query)
        #expect(curve.count <= 500 && curve.count > 100)
        #expect(curve.first == points.first && curve.last == points.last)
        #expect(curve.contains(points[7_777]))
        #expect(curve.contains(points[15_001]))
        #expect(curve.allSatisfy { points[Int($0.step)] == $0 }, "No point is made up.")
    }

    @Test("what came late, with a step long passed, is in the curve")
    func late() throws {
        let points = (0..<10_000).map { Self.point($0 * 2, 1) }
        let late = Self.point(3_333, -5)
        let curve = try Self.curve(points + [late], limit: 200)
        #expect(curve.contains(late))
        #expect(curve.map(\.step) == curve.map(\.step).sorted())
    }
}
