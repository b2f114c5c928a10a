/// Calls that make a program depend on what a test cannot hold still, or that hide mistakes.
enum BannedCalls {
    /// One banned spelling.
    struct Call: Sendable {
        let text: String
        let instead: String
        var inTests = true
    }

    /// A file, or a folder with its closing slash, that needs a banned call.
    struct Allowance: Sendable {
        let call: String
        let path: String
        let reason: String
    }

    static let calls: [Call] = [
        Call(text: "Date()", instead: "Take the time from the clock you were given."),
        Call(text: "Date.now", instead: "Take the time from the clock you were given."),
        Call(text: "Date(timeIntervalSinceNow:", instead: "Reckon from the clock you were given."),
        Call(text: "UUID()", instead: "Take ids from outside, as the clock.", inTests: false),
        Call(text: ".random(", instead: "Pass a generator with a seed: 'using:'."),
        Call(text: ".randomElement(", instead: "Pass a generator with a seed: 'using:'."),
        Call(text: ".shuffle(", instead: "Pass a generator with a seed: 'using:'."),
        Call(text: ".shuffled(", instead: "Pass a generator with a seed: 'using:'."),
        Call(text: "SystemRandomNumberGenerator", instead: "Use a generator with a seed."),
        Call(text: "Task.sleep", instead: "Wait for what you wait for, or on a timer."),
        Call(text: "Thread.sleep", instead: "Wait for what you wait for, or on a timer."),
        Call(text: "usleep(", instead: "Wait for what you wait for, or on a timer."),
        Call(text: "nanosleep(", instead: "Wait for what you wait for, or on a timer."),
        Call(text: "FileManager", instead: "Go through the module's own disk.", inTests: false),
        Call(text: "Process()", instead: "Stages are started by the executor.", inTests: false),
        Call(text: "try!", instead: "Handle the error."),
        Call(text: "fatalError(", instead: "Refuse, or state a precondition with its values."),
        Call(text: "DispatchQueue", instead: "Use a task, an actor or a thread with an owner."),
        Call(text: "DispatchSemaphore", instead: "Use a continuation or a Mutex."),
        Call(text: "NSLock", instead: "Use Mutex."),
        Call(text: "NSRecursiveLock", instead: "Use Mutex."),
        Call(text: "nonisolated(unsafe)", instead: "Use Mutex."),
        Call(text: "Task.detached", instead: "Give the task an owner that awaits it."),
        Call(text: "@MainActor", instead: "The screen's actor is UI.", inTests: false),
        Call(text: "@testable", instead: "Give what is tested a package seam."),
    ]

    /// The real forms of clock, disk and processes, and nothing else.
    static let allowances = [
        Allowance(
            call: "Date()",
            path: "Sources/Engine/Service/WallClock.swift",
            reason: "The real form of the clock."
        ),
        Allowance(
            call: "usleep(",
            path: "Sources/Pipelines/Configuration/ShellSecretCommand.swift",
            reason: "A command's end follows that of its output within an instant."
        ),
    ]

    static func check(_ file: SourceFile) -> [Finding] {
        check(file, allowances: allowances)
    }

    static func check(_ file: SourceFile, allowances: [Allowance]) -> [Finding] {
        let applying = calls.filter { call in
            guard call.inTests || file.path.hasPrefix("Sources/") else { return false }
            return !allowances.contains { $0.call == call.text && $0.covers(file) }
        }
        return file.code.enumerated().flatMap { index, line in
            applying.filter { $0.stands(in: line) }.map {
                file.finding(index, "'\($0.text)' is not allowed here. \($0.instead)")
            }
        }
    }

    /// An allowance that nothing needs any more is an open door.
    static func checkAllowances(_ tree: SourceTree) -> [Finding] {
        unneeded(allowances, in: tree).map {
            let text = "\($0.path) no longer needs '\($0.call)'. Remove its allowance."
            return Finding(path: "Tests/TidyTests/Rules/BannedCalls.swift", line: 1, text: text)
        }
    }

    static func unneeded(_ allowances: [Allowance], in tree: SourceTree) -> [Allowance] {
        allowances.filter { allowance in
            let call = calls.first { $0.text == allowance.call }
            return !tree.files.contains { file in
                allowance.covers(file) && file.code.contains { call?.stands(in: $0) == true }
            }
        }
    }
}

extension BannedCalls.Allowance {
    func covers(_ file: SourceFile) -> Bool {
        path.hasSuffix("/") ? file.path.hasPrefix(path) : file.path == path
    }
}

extension BannedCalls.Call {
    func stands(in line: String) -> Bool {
        let places = occurrences(of: text, in: line)
        guard text.hasPrefix(".") else { return !places.isEmpty }
        // With a generator of the caller's the result is a function of its seed.
        return places.contains { !line[$0.upperBound...].contains("using:") }
    }
}
