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
}
