import Terminal
import Testing

@Suite("Rectangles")
struct GeometryTests {
    @Test("sides are never negative")
    func negative() {
        #expect(Rect(x: 1, y: 2, width: -3, height: 4).isEmpty)
        #expect(Rect(x: 0, y: 0, width: 3, height: 3).inset(by: 2).size == .zero)
        #expect(Size(width: -1, height: 5) == Size(width: 0, height: 5))
    }

    @Test("splits take no more than there is")
    func splits() {
        let rect = Rect(x: 1, y: 1, width: 10, height: 4)
        #expect(rect.splitTop(1).rest == Rect(x: 1, y: 2, width: 10, height: 3))
        #expect(rect.splitBottom(9).bottom == rect)
        #expect(rect.splitLeft(-2).rest == rect)
        #expect(rect.splitRight(3).right == Rect(x: 8, y: 1, width: 3, height: 4))
    }

    @Test("shares fill the whole and differ by rounding only")
    func shares() {
        let rect = Rect(x: 0, y: 0, width: 100, height: 10)
        #expect(rect.columns([1, 1, 1], gap: 1).map(\.width).reduce(0, +) == 98)
        #expect(rect.columns([2, 1], gap: 0).map(\.x) == [0, 66])
        #expect(rect.rows([1, 0, 1]).map(\.height) == [5, 0, 5])
        #expect(rect.columns([0, 0]).allSatisfy { $0.isEmpty })
        #expect(rect.columns([]).isEmpty)
    }

    @Test("what does not touch intersects in nothing")
    func intersection() {
        let rect = Rect(x: 0, y: 0, width: 4, height: 4)
        #expect(rect.intersection(rect.moved(x: 9)).isEmpty)
        #expect(rect.intersection(rect.moved(x: 2, y: -1)) == Rect(x: 2, y: 0, width: 2, height: 3))
        #expect(rect.centred(Size(width: 9, height: 2)) == Rect(x: 0, y: 1, width: 4, height: 2))
    }
}
