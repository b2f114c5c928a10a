import Domain
import Glibc
import Pipelines
import Testing

@Suite("DVC's locks")
struct DVCLocksTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.makeFolder(".dvc")
    }

    private func locks(isNeeded: Bool = true) -> DVCLocks {
        DVCLocks(root: folder.path, isNeeded: isNeeded, patience: .zero)
    }

    private func stage(_ text: String) throws -> StageDefinition {
        try folder.write("dvc.yaml", "stages: {a: \(text)}")
        let file = try StageFile.read(root: folder.path, path: "dvc.yaml")
        return try #require(try StageGraph([file]).stages.first?.definition)
    }

    /// A process that was there and is gone.
    private func deadProcess() throws -> Int32 {
        try #require(Int32(Shell.output("echo $$", in: folder.path).text.dropLast()))
    }

    @Test("the project is held while something is done, and says by whom")
    func holds() throws {
        let locks = locks()
        let others = DVCLocks(root: folder.path, isNeeded: true, patience: .zero)
        let process = getpid()
        try locks.hold {
            #expect(try folder.read(".dvc/tmp/lock") == "\(process)\n")
            #expect(throws: DVCBusy.project(process: process, waited: .zero)) { try others.hold {} }
            let text = DVCBusy.project(process: 7, waited: .seconds(3)).description
            #expect(
                text.contains("(process 7) and did not let go of '.dvc/tmp/lock' within 3 seco")
            )
            // Whoever belongs together holds it together.
            try locks.hold {}
            #expect(throws: DVCBusy.self) { try others.hold {} }
        }
        try others.hold {}
    }

    @Test("an error lets go of the project")
    func letsGo() throws {
        struct Fault: Error {}
        #expect(throws: Fault.self) { try locks().hold { throw Fault() } }
        try locks().hold {}
    }

    @Test("nothing is made where DVC is not used")
    func unneeded() throws {
        try locks(isNeeded: false).hold {}
        try locks(isNeeded: false).claim(stage("{cmd: x, outs: [o]}"), process: getpid())
        #expect(try !folder.exists(".dvc/tmp"))
    }

    @Test("a command's claims are written as DVC writes them, and last as long as its process")
    func claims() throws {
        let locks = locks()
        let stage = try stage("{cmd: x, deps: [in], params: [p], outs: [o]}")
        try locks.claim(stage, process: getpid())
        let holder = "{\"pid\": \(getpid()), \"cmd\": \"pitwall run a\"}"
        let root = folder.path
        #expect(
            try folder.read(".dvc/tmp/rwlock")
                == "{\"write\": {\"\(root)/o\": \(holder)}, \"read\": {\"\(root)/in\": [\(holder)],"
                + " \"\(root)/params.yaml\": [\(holder)]}}"
        )
        try locks.sweep()
        #expect(try folder.read(".dvc/tmp/rwlock")?.contains("pitwall run a") == true)
        try folder.remove(".dvc/tmp/rwlock")
        try locks.claim(stage, process: deadProcess())
        try locks.claim(stage, process: getpid())
        let text = try #require(try folder.read(".dvc/tmp/rwlock"))
        #expect(text.split(separator: "pid").count == 4, "the claims of the dead went: \(text)")
        try folder.remove(".dvc/tmp/rwlock")
        try locks.claim(stage, process: deadProcess())
        try locks.sweep()
        #expect(try folder.read(".dvc/tmp/rwlock") == "{}")
    }

    @Test("what an earlier engine claimed for a process that is gone is given up")
    func leftClaims() throws {
        let stage = try stage("{cmd: x, deps: [in], outs: [o]}")
        try locks().claim(stage, process: deadProcess())
        #expect(try folder.read(".dvc/tmp/rwlock")?.contains("pitwall run a") == true)
        try locks().sweep()
        #expect(try folder.read(".dvc/tmp/rwlock") == "{}")
    }

    @Test("what lives, and what others claimed, is left alone by an engine that claimed nothing")
    func livingClaims() throws {
        let dead = try deadProcess()
        let other = "{\"write\": {\"/x\": {\"pid\": \(dead), \"cmd\": \"dvc repro\"}}}"
        try folder.write(".dvc/tmp/rwlock", other)
        try locks().sweep()
        #expect(try folder.read(".dvc/tmp/rwlock") == other)
        let stage = try stage("{cmd: x, outs: [o]}")
        try locks().claim(stage, process: getpid())
        let text = try folder.read(".dvc/tmp/rwlock")
        try locks().sweep()
        #expect(try folder.read(".dvc/tmp/rwlock") == text)
    }

    @Test("a process that ended counts as gone, also while nobody asked how")
    func endedProcess() throws {
        var process: pid_t = 0
        var words = ["true", nil].map { $0.flatMap { strdup($0) } }
        try #require(posix_spawn(&process, "/bin/true", nil, nil, &words, environ) == 0)
        words.forEach { free($0) }
        var end = siginfo_t()
        try #require(waitid(P_PID, id_t(process), &end, WEXITED | WNOWAIT) == 0)
        let locks = locks()
        try locks.claim(stage("{cmd: x, outs: [o]}"), process: process)
        try locks.sweep()
        #expect(try folder.read(".dvc/tmp/rwlock") == "{}")
        #expect(waitpid(process, nil, 0) == process)
    }

    struct Case: Sendable {
        /// What another command claims: `write` or `read`, and the path.
        let kind: String
        let path: String
        let isBusy: Bool
    }

    @Test(
        "a stage waits for whoever writes what it reads, or uses what it writes",
        arguments: [
            Case(kind: "write", path: "in", isBusy: true),
            Case(kind: "read", path: "in", isBusy: false),
            Case(kind: "write", path: "out", isBusy: true),
            Case(kind: "read", path: "out", isBusy: true),
            Case(kind: "read", path: "out/part", isBusy: true),
            Case(kind: "write", path: "params.yaml", isBusy: true),
            Case(kind: "write", path: "outer", isBusy: false),
            Case(kind: "write", path: "other/in", isBusy: false),
        ]
    )
    func busy(item: Case) throws {
        let locks = locks()
        let stage = try stage("{cmd: x, deps: [in], params: [p], outs: [out]}")
        func write(_ process: Int32, _ command: String = "dvc repro") throws {
            let holder = "{\"pid\": \(process), \"cmd\": \"\(command)\"}"
            let value = item.kind == "read" ? "[\(holder)]" : holder
            let text = "{\"\(item.kind)\": {\"\(folder.path)/\(item.path)\": \(value)}}"
            try folder.write(".dvc/tmp/rwlock", text)
        }
        try write(getpid())
        if item.isBusy {
            let error = #expect(throws: DVCBusy.self) { try locks.refuseBusy(stage) }
            let text = error?.description ?? ""
            #expect(text.contains("in use by 'dvc repro' (process \(getpid()))"), "\(text)")
        } else {
            try locks.refuseBusy(stage)
        }
        // Neither the dead nor our own are in the way.
        try write(deadProcess())
        try locks.refuseBusy(stage)
        try write(getpid(), "pitwall run b")
        try locks.refuseBusy(stage)
    }

    @Test("claims of others stay as they are, damaged ones are dropped")
    func others() throws {
        let stage = try stage("{cmd: x, outs: [o]}")
        let foreign = "{\"pid\": 1, \"cmd\": \"dvc \\u00e9\"}"
        try folder.write(".dvc/tmp/rwlock", "{\"read\": {\"/x\": [\(foreign)]}, \"write\": {}}")
        try locks().claim(stage, process: getpid())
        let text = try #require(try folder.read(".dvc/tmp/rwlock"))
        #expect(text.contains("\"read\": {\"/x\": [\(foreign)]}"), "\(text)")
        for damaged in [
            "", "junk", "[]", "{\"write\": 1}", "{\"write\": {\"/x\": {\"pid\": \"1\"}}}",
        ] {
            try folder.write(".dvc/tmp/rwlock", damaged)
            try locks().refuseBusy(stage)
            try locks().claim(stage, process: getpid())
            #expect(try folder.read(".dvc/tmp/rwlock")?.hasPrefix("{\"write\": {") == true)
        }
    }
}
