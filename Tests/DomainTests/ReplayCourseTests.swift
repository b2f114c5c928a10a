import Domain
import Foundation
import Testing

@Suite("The course of a replay")
struct ReplayCourseTests {
    @Test("it goes on event by event, and back to how things stood")
    func backAndForth() throws {
        let today = Today.twoRuns()
        var course = try ReplayCourse(of: today)
        #expect(course.count == 8)
        #expect(course.event == 0 && course.entry == nil)
        #expect(course.start == Samples.start)
        var states: [Int: Run?] = [:]
        while try course.advance() {
            states[course.event] = course.rebuild.newest(of: "study")
            #expect(course.entry == today.entries[course.event - 1])
        }
        #expect(states.count == 8)
        #expect(try course.next() == nil)
        for event in stride(from: 7, through: 1, by: -1) {
            try course.goBack()
            #expect(course.event == event)
            #expect(course.rebuild.newest(of: "study") == states[event])
            #expect(course.entry == today.entries[event - 1])
        }
        try course.goBack()
        #expect(course.event == 1, "The first one stays.")
        #expect(try course.advance() && course.event == 2)
        course.restart()
        #expect(try course.event == 0 && course.advance() && course.event == 1)
    }

    @Test("of a run it is the part from its opening to its end", arguments: [(1, 5), (2, 2)])
    func run(number: Int, count: Int) throws {
        let run = RunID("study", number)
        var course = try ReplayCourse(of: Today.twoRuns(), run: run)
        #expect(course.count == count)
        #expect(course.start == Samples.start.addingTimeInterval(number == 1 ? 0 : 6))
        #expect(try course.advance() && course.event == 1)
        #expect(course.entry?.event == .runOpened(Today.opened(run)))
        var shown = 1
        while try course.advance() { shown += 1 }
        #expect(shown == count && course.event == count)
        for _ in 1...count { try course.goBack() }
        #expect(course.event == 1 && course.rebuild.newest(of: "study")?.id == run)
    }

    @Test("a journal without events is a course without events, and has no runs")
    func empty() throws {
        let nothing = Today(entries: [], newest: [])
        var course = try ReplayCourse(of: nothing)
        #expect(try course.count == 0 && course.start == nil && !course.advance())
        let refusal = #expect(throws: Refusal.self) {
            try ReplayCourse(of: nothing, run: RunID("study", 7))
        }
        #expect(refusal?.text == "There is no run study/7.")
    }

    @Test(
        "it goes back in a long journal as in a short one",
        arguments: [999, 1_000, 1_001, 70_000]
    )
    func long(count: Int) throws {
        let opening = Today.twoRuns().entries[0]
        let comments = (2...count).map { number in
            JournalEntry(
                position: Position(Int64(number)),
                at: Samples.start,
                actor: Samples.ana,
                event: .commented(Samples.id, nil, "\(number)")
            )
        }
        var course = try ReplayCourse(of: Today(entries: [opening] + comments, newest: []))
        while try course.advance() {}
        for step in 1...3 {
            try course.goBack()
            #expect(course.event == count - step)
            #expect(course.entry?.position == Position(Int64(count - step)))
        }
        #expect(try course.next()?.position == Position(Int64(count - 2)))
    }
}
