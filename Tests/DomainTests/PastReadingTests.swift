import Domain
import Foundation
import Testing

@Suite("The past of a project")
struct PastReadingTests {
    @Test("it shows the newest run, the breakpoints and the journal as they were")
    func forward() throws {
        let today = Today.twoRuns()
        let past = PastReading(of: today)
        #expect(try past.project().pipelines[0].newestRun == nil)
        #expect(try past.activity(ActivityQuery()).isEmpty)
        var breakpoints: [Int] = []
        var runs: [Int] = []
        var rebuild = Rebuild()
        for entry in try today.entries(after: .start, limit: 100) {
            rebuild.apply(entry)
            past.show(rebuild)
            let project = try past.project()
            #expect(project.position == entry.position)
            #expect(try past.activity(ActivityQuery(limit: 1)).first == entry)
            let pipeline = project.pipelines[0]
            breakpoints.append(pipeline.breakpoints.count)
            runs.append(pipeline.newestRun?.run.id.number ?? 0)
            #expect(pipeline.definition == Samples.definition())
            #expect(pipeline.mistakes.isEmpty)
            #expect(pipeline.undo == nil)
        }
        #expect(breakpoints == [0, 1, 1, 1, 1, 0, 0, 0])
        #expect(runs == [1, 1, 1, 1, 1, 1, 2, 2])
        #expect(try past.project().pipelines[0].newestRun?.run == today.newest[0].run)
        #expect(try past.runs(of: "study", limit: 5).map(\.run.id.number) == [2, 1])
        #expect(try past.runs(of: "study", limit: 1).map(\.run.id.number) == [2])
    }

    @Test("a run that was not opened yet is not known, and none is planned")
    func notYet() throws {
        let today = Today.twoRuns()
        let past = PastReading(of: today)
        var rebuild = Rebuild()
        for entry in today.entries.prefix(4) { rebuild.apply(entry) }
        past.show(rebuild)
        #expect(try past.run(RunID("study", 2)) == nil)
        #expect(try past.run(Samples.id)?.run.end == nil)
        #expect(throws: Refusal.self) {
            try past.plan(of: "study", selection: .all, options: StartOptions())
        }
    }

    @Test("entries are read forward, a page at a time")
    func pages() throws {
        let today = Today.twoRuns()
        let page = try today.entries(after: Position(2), limit: 3)
        #expect(page.map(\.position.number) == [3, 4, 5])
        #expect(try today.entries(after: Position(8), limit: 3).isEmpty)
    }
}
