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
            call: "SystemRandomNumberGenerator",
            path: "Sources/Domain/Doors/SystemRandomness.swift",
            reason: "ids and tokens of people's scripts are made by it, and nowhere else"
        ),
        Allowance(
            call: "Date()",
            path: "Sources/Engine/Service/WallClock.swift",
            reason: "The real form of the clock."
        ),
        Allowance(
            call: "FileManager",
            path: "Sources/pitwall/Commands/DemoCommand.swift",
            reason: "The wiring: it looks where a person's new folder is to be."
        ),
        Allowance(
            call: "FileManager",
            path: "Sources/pitwall/Wiring/SampleCopy.swift",
            reason: "The wiring: it copies the samples to where no project is yet."
        ),
        Allowance(
            call: "FileManager",
            path: "Sources/pitwall/Wiring/ScreenSettings.swift",
            reason: "The wiring: it reads the settings and themes before there is an engine."
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
        return file.code.indices.flatMap { index in
            applying.filter { $0.stands(in: file.code, at: index) }.map {
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
                allowance.covers(file)
                    && file.code.indices.contains { call?.stands(in: file.code, at: $0) == true }
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
    /// Whether the call begins on a line, counted from 0.
    func stands(in code: [String], at line: Int) -> Bool {
        let places = occurrences(of: text, in: code[line])
        guard text.hasPrefix(".") else { return !places.isEmpty }
        // With a seed, or a generator of the caller's, the result is the same every time.
        return places.contains { place in
            let arguments = Self.arguments(from: place.upperBound, at: line, of: code)
            return ["using:", "seed:"].allSatisfy { occurrences(of: $0, in: arguments).isEmpty }
        }
    }

    /// The arguments after an opening parenthesis, on as many lines as they take.
    ///
    /// What stands in brackets within them belongs to other calls and is left out.
    private static func arguments(
        from start: String.Index,
        at line: Int,
        of code: [String]
    ) -> String {
        var result = ""
        var depth = 1
        for part in [code[line][start...]] + code[(line + 1)...].map({ $0[...] }) {
            for mark in part {
                if "([{".contains(mark) { depth += 1 }
                if ")]}".contains(mark) { depth -= 1 }
                if depth == 0 { return result }
                if depth == 1 { result.append(mark) }
            }
            result.append(" ")
        }
        return result
    }
}
