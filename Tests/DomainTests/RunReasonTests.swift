import Domain
import Foundation
import Testing

@Suite("Why a stage stands as it does")
struct RunReasonTests {
    /// All asked for, and `a` failed: `b` and `c` need it, `d` does not.
    private static func failed() throws -> Run {
        var run = Samples.run()
        try run.take(.request(["a", "b", "c", "d"], StartOptions()))
        try fail("a", in: &run)
        return run
    }

    private static func fail(_ stage: StageName, in run: inout Run) throws {
        let attempt = try run.start(stage)
        try run.take(.observe(stage, .exited(attempt, Samples.report(.exited(1)))))
    }

    private static func reasons(_ run: Run) -> [String?] {
        #expect(run.stages.map { run.reason(of: $0) } == run.reasons)
        return run.reasons
    }

    @Test("a stage that does not need the failed one does not say that it does")
    func independent() throws {
        let run = try Self.failed()
        #expect(
            Self.reasons(run) == [
                "'a' failed with exit status 1.", "'a' did not end well", "'a' did not end well",
                "not started; the run stopped when 'a' failed",
            ]
        )
    }

    @Test("once the failed stage ended well, was skipped or waits again, it is no reason any more")
    func mended() throws {
        var again = try Self.failed()
        try again.take(.request(["a"], StartOptions()))
        #expect(Self.reasons(again) == [nil, nil, nil, nil])
        try again.finish("a")
        #expect(Self.reasons(again) == ["never done before", nil, nil, nil])
        var skipped = try Self.failed()
        try skipped.take(.skip("a", reason: "seen"))
        #expect(Self.reasons(skipped) == ["seen", nil, nil, nil])
    }

    @Test("a stage that only failed was never done before, however often it ran")
    func failedTwice() throws {
        var run = try Self.failed()
        try run.take(.request(["a"], StartOptions()))
        try Self.fail("a", in: &run)
        #expect(run.stage("a")?.attempts.count == 2)
        #expect(run.stage("a")?.check?.verdict.why == "never done before")
        #expect(Self.reasons(run)[1] == "'a' did not end well")
    }
}
