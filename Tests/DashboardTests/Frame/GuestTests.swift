import Dashboard
import Domain
import Terminal
import Testing

@Suite("The dashboard of another user's project")
struct GuestTests {
    private static let words =
        "'/x/.pitwall' cannot be read: ben opened this project and shares it "
        + "with the group 'ml', of which you are no member."

    @Test("says why nothing can be read, until something can", arguments: [60, 80, 160])
    func unread(width: Int) {
        var trial = ScreenTrial(width, 24, nil, owner: "ben")
        #expect(trial.shows("Reading the project"))
        trial.send(.readFailed(.project, Self.words))
        #expect(trial.shows("The project cannot be read"))
        #expect(trial.shows("'ml'"))
        #expect(trial.notice == nil)
        trial.send(.answered(.project(StudyProject.snapshot(StudyProject.run(done: 1)))))
        #expect(!trial.shows("cannot be read"))
        #expect(trial.shows("prepare"))
    }

    @Test("keeps what it showed when reading fails later")
    func kept() {
        var trial = ScreenTrial(
            80,
            24,
            StudyProject.snapshot(StudyProject.run(done: 1)),
            owner: "ben"
        )
        trial.send(.readFailed(.project, Self.words))
        #expect(trial.shows("prepare"))
        #expect(trial.notice?.contains("cannot be read") == true)
    }

    @Test("leaves its owner what is his: editing and shells")
    func owners() {
        var trial = ScreenTrial(
            80,
            24,
            StudyProject.snapshot(StudyProject.run(done: 1)),
            owner: "ben"
        )
        for key in ["e", "!"] {
            trial.type(key)
            #expect(trial.notice?.contains("only ben can do that") == true, "\(key)")
        }
        // A step is everybody's.
        trial.type("s")
        #expect(!trial.requests.isEmpty)
    }

    @Test("says whose engine it has, and on a narrow screen too that there is none")
    func engine() {
        var trial = ScreenTrial(
            100,
            24,
            StudyProject.snapshot(StudyProject.run(done: 1)),
            owner: "ben"
        )
        trial.model.engine = .foreign(of: "ben")
        #expect(trial.rows[0].contains("engine of ben"))
        trial.model.engine = .absent(of: "ben")
        #expect(trial.rows[0].contains("no engine of ben"))
        trial.send(.resized(Size(width: 80, height: 24), .unicode))
        #expect(trial.rows[0].contains("no engine of ben"))
    }
}
