/// Moves numbers on a line so that what belongs together comes near each other.
///
/// Each number keeps its distance to those behind it; pairs that attract each other cost their
/// weight times the distance between them. A number moves together with those it would bump
/// into, as far as the sum of all costs falls. Used for columns and for rows alike; the work is
/// bounded, so the result is good, not always the best.
struct SpanMinimizer {
    /// `after` stays at least `distance` behind `before`.
    struct Spacing {
        let before: Int
        let after: Int
        let distance: Int
    }

    /// Two numbers that want to be equal, and how much.
    struct Attraction {
        let first: Int
        let second: Int
        let weight: Int
    }

    private(set) var positions: [Int]
    private let spacings: [Spacing]
    private let attractions: [Attraction]
    private let spacingsBefore: Incidence
    private let spacingsAfter: Incidence
    private let attractionsOf: Incidence
    private var isMoving: [Bool]
    private var moving: [Int] = []
    private var budget: Int

    /// The most numbers that are moved at once.
    private static let movingLimit = 400

    /// Steps of work for each spacing and attraction.
    private static let effort = 60

    private static let passLimit = 12

    init(positions: [Int], spacings: [Spacing], attractions: [Attraction]) {
        self.positions = positions
        self.spacings = spacings
        self.attractions = attractions
        let count = positions.count
        spacingsBefore = Incidence(
            count: count,
            pairs: spacings.indices.lazy.map { (spacings[$0].before, $0) }
        )
        spacingsAfter = Incidence(
            count: count,
            pairs: spacings.indices.lazy.map { (spacings[$0].after, $0) }
        )
        attractionsOf = Incidence(
            count: count,
            pairs: attractions.indices.lazy.flatMap {
                [(attractions[$0].first, $0), (attractions[$0].second, $0)]
            }
        )
        isMoving = [Bool](repeating: false, count: count)
        budget = (spacings.count + attractions.count) * SpanMinimizer.effort
    }

    /// Moves numbers, `order` from the first to the last, until nothing gets better.
    mutating func minimize(order: [Int]) {
        for pass in 0..<SpanMinimizer.passLimit where budget > 0 {
            var hasMoved = false
            let isForward = pass % 2 == 0
            let seeds = isForward ? order.reversed() : order
            for seed in seeds where budget > 0 {
                if shift(seed, isForward ? 1 : -1, withEqual: false) { hasMoved = true }
                if shift(seed, isForward ? 1 : -1, withEqual: true) { hasMoved = true }
            }
            if !hasMoved && pass > 0 { return }
        }
    }

    /// Moves one number and all that must go with it, as long as that lowers the cost.
    private mutating func shift(_ seed: Int, _ direction: Int, withEqual: Bool) -> Bool {
        guard wantsToMove(seed, direction) else { return false }
        var hasMoved = false
        while budget > 0, gather(seed, direction, withEqual: withEqual) {
            let (gain, room) = prospects(direction)
            for member in moving { isMoving[member] = false }
            guard gain > 0, room > 0, room < Int.max else { break }
            for member in moving { positions[member] += direction * room }
            hasMoved = true
        }
        for member in moving { isMoving[member] = false }
        return hasMoved
    }

    private func wantsToMove(_ number: Int, _ direction: Int) -> Bool {
        attractionsOf[number].contains { index in
            let attraction = attractions[index]
            let other = attraction.first == number ? attraction.second : attraction.first
            return (positions[other] - positions[number]) * direction > 0
        }
    }

    /// Collects what must move with the seed; `false` when that is too much.
    private mutating func gather(_ seed: Int, _ direction: Int, withEqual: Bool) -> Bool {
        moving.removeAll(keepingCapacity: true)
        moving.append(seed)
        isMoving[seed] = true
        var next = 0
        while next < moving.count {
            let number = moving[next]
            next += 1
            let ahead = direction > 0 ? spacingsBefore[number] : spacingsAfter[number]
            budget -= ahead.count + 1
            for index in ahead {
                let spacing = spacings[index]
                let slack = positions[spacing.after] - positions[spacing.before] - spacing.distance
                let other = direction > 0 ? spacing.after : spacing.before
                if slack == 0 { add(other) }
            }
            guard withEqual else { continue }
            for index in attractionsOf[number] {
                let attraction = attractions[index]
                let other = attraction.first == number ? attraction.second : attraction.first
                if positions[other] == positions[number] { add(other) }
            }
        }
        return moving.count <= SpanMinimizer.movingLimit
    }

    private mutating func add(_ number: Int) {
        guard !isMoving[number], moving.count <= SpanMinimizer.movingLimit else { return }
        isMoving[number] = true
        moving.append(number)
    }

    /// What a step of one in the direction gains, and how many steps gain as much.
    private mutating func prospects(_ direction: Int) -> (gain: Int, room: Int) {
        var gain = 0
        var room = Int.max
        for number in moving {
            let ahead = direction > 0 ? spacingsBefore[number] : spacingsAfter[number]
            for index in ahead {
                let spacing = spacings[index]
                let other = direction > 0 ? spacing.after : spacing.before
                guard !isMoving[other] else { continue }
                let gap = positions[spacing.after] - positions[spacing.before]
                room = min(room, gap - spacing.distance)
            }
            for index in attractionsOf[number] {
                let attraction = attractions[index]
                let other = attraction.first == number ? attraction.second : attraction.first
                guard !isMoving[other] else { continue }
                let way = (positions[other] - positions[number]) * direction
                gain += way > 0 ? attraction.weight : -attraction.weight
                if way > 0 { room = min(room, way) }
            }
            budget -= ahead.count + attractionsOf[number].count
        }
        return (gain, room)
    }
}
