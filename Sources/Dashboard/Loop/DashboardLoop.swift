import Domain
import Foundation
import Logs
package import Terminal

/// The dashboard on a terminal: waits, updates, draws; on the main thread until the person quits.
package final class DashboardLoop {
    /// Messages from other threads that may wait.
    private static let capacity = 100_000
    /// The shortest time between two frames that no key asked for: 30 a second.
    private static let frameTime = Duration.milliseconds(33)
    /// How long the growth of logs is gathered.
    private static let logTime = Duration.milliseconds(60)
    /// How long saved files are gathered; an editor touches several.
    private static let fileTime = Duration.milliseconds(200)
    /// How long the growth of plots is gathered at least.
    private static let plotTime = Duration.milliseconds(400)
    /// A plot takes this part of the time at most to be read again and again.
    private static let plotShare = 4
    /// How long a notice that is no mistake stays.
    private static let noticeTime = Duration.seconds(4)
    /// Mistakes want to be read twice.
    private static let mistakeTime = Duration.seconds(12)

    let driver: Driver
    let doors: Doors
    let messages: Mailbox<Message>
    let reader: ReadingThread
    /// Reads logs, so that a page never waits for a plan.
    let logReader: ReadingThread
    /// Reads plots, so that nothing waits for a large file.
    let plotReader: ReadingThread
    var model: Model
    var logs = LogWatch()
    var files = FileWatch()
    var plotFiles = FileWatch(hearsWriting: true)
    var engine: EngineStart
    var hasQuit = false
    /// What is under way is to go on with an engine without a screen.
    package var shallDetach = false
    private var mustDraw = true
    /// When the notice that is shown goes by itself.
    private var noticeEnd: ContinuousClock.Instant?
    private var lastFrame = ContinuousClock.now - .seconds(1)
    private var logsQuietUntil = ContinuousClock.now
    private var filesQuietUntil = ContinuousClock.now
    private var plotsQuietUntil = ContinuousClock.now

    /// Makes the loop; the driver's screen is open already.
    package init(
        driver: Driver,
        doors: Doors,
        settings: Model.Settings
    ) throws {
        self.driver = driver
        self.doors = doors
        messages = try Mailbox(capacity: Self.capacity)
        reader = try ReadingThread(reading: doors.reading, messages: messages)
        logReader = try ReadingThread(reading: doors.reading, messages: messages)
        plotReader = try ReadingThread(reading: doors.reading, messages: messages)
        engine = EngineStart(doors: doors, messages: messages)
        model = Model(
            settings: settings,
            size: driver.size,
            glyphs: driver.glyphs,
            now: doors.now()
        )
        model.playback = doors.player?.playback
    }

    /// Runs until the person quits or the terminal goes away.
    package func run() {
        carryOut(Dashboard.firstRequests)
        while !hasQuit {
            drawIfDue()
            let events = driver.wait(wake: descriptors, until: deadline)
            for event in events { take(event) }
            take(messages.take())
            tick()
        }
        engine.giveUp()
        reader.stop()
        logReader.stop()
        plotReader.stop()
        logs.close()
        files.close()
        plotFiles.close()
    }

    // MARK: - Waiting

    private var descriptors: [Int32] {
        let hearsLogs = logs.descriptor >= 0 && logsQuietUntil <= .now
        let hearsFiles = files.descriptor >= 0 && filesQuietUntil <= .now
        let hearsPlots = plotFiles.descriptor >= 0 && plotsQuietUntil <= .now
        return [messages.descriptor] + (hearsLogs ? [logs.descriptor] : [])
            + (hearsFiles ? [files.descriptor] : [])
            + (hearsPlots ? [plotFiles.descriptor] : [])
    }

    /// The next moment at which something changes by itself.
    private var deadline: ContinuousClock.Instant? {
        var moments: [ContinuousClock.Instant] = []
        if mustDraw { moments.append(lastFrame + Self.frameTime) }
        if let noticeEnd { moments.append(noticeEnd) }
        if logs.descriptor >= 0, logsQuietUntil > .now { moments.append(logsQuietUntil) }
        if files.descriptor >= 0, filesQuietUntil > .now { moments.append(filesQuietUntil) }
        if plotFiles.descriptor >= 0, plotsQuietUntil > .now { moments.append(plotsQuietUntil) }
        let now = doors.now().timeIntervalSince1970
        let step = model.showsSeconds ? 1.0 : 60.0
        moments.append(.now + .seconds(step - now.truncatingRemainder(dividingBy: step) + 0.001))
        return moments.min()
    }

    private func tick() {
        if let end = noticeEnd, end <= .now { handle(.noticeOver) }
        let now = doors.now()
        let step = model.showsSeconds ? 1.0 : 60.0
        let isNew =
            (now.timeIntervalSince1970 / step).rounded(.down)
            != (model.now.timeIntervalSince1970 / step).rounded(.down)
        if isNew { handle(.minute(now)) }
    }

    private func take(_ event: TerminalEvent) {
        switch event {
        case .key(let key):
            handle(.key(key))
            lastFrame = .now - Self.frameTime
        case .mouse(let mouse):
            handle(.mouse(mouse))
            lastFrame = .now - Self.frameTime
        case .paste(let paste): handle(.paste(paste))
        case .focus(let isFocused): handle(.focus(isFocused))
        case .resize(let size): handle(.resized(size, model.glyphs))
        case .glyphs(let glyphs): handle(.resized(model.size, glyphs))
        case .hangup: hangUp()
        case .signal(let number): takeSignal(number)
        case .woken(logs.descriptor):
            logsQuietUntil = .now + Self.logTime
            for attempt in logs.grown().sorted(by: { "\($0)" < "\($1)" }) {
                handle(attempt.isOfProject ? .grew(model.growth) : .logGrew(attempt))
            }
        case .woken(files.descriptor):
            filesQuietUntil = .now + Self.fileTime
            if files.takeChanges() { carryOut(Dashboard.refresh(model)) }
        case .woken(plotFiles.descriptor):
            plotsQuietUntil = .now + Self.plotTime
            guard plotFiles.takeChanges(), let name = PlotsScreen.name(model) else { return }
            carryOut([PlotsScreen.request(name)])
        case .woken: break
        }
    }

    private func takeSignal(_ number: Int32) {
        switch number {
        case SIGTERM, SIGINT, SIGQUIT: hasQuit = true
        case SIGHUP: hangUp()
        case SIGTSTP: _ = suspend()
        default: break
        }
    }

    /// Gives the terminal back to the shell until this process is continued; false without one.
    func suspend() -> Bool {
        // The process stands still as a whole; what is under way must not.
        doors.standIn(isBusyEngine)
        return driver.suspend()
    }

    /// The engine is here, and goes on with something.
    private var isBusyEngine: Bool {
        let runs = (model.project?.pipelines ?? []).compactMap(\.newestRun?.run)
        return !model.settings.isReadOnly && doors.enginePlace() == .here
            && runs.contains(where: \.isActive)
    }

    /// The terminal is gone: its person did not say that anything shall end.
    private func hangUp() {
        hasQuit = true
        shallDetach = isBusyEngine
    }

    private func take(_ waiting: [Message]) {
        for message in waiting {
            if case .answered(.project(let project)) = message {
                watchLogs(of: project)
                files.watch(WatchedFiles.of(project))
            }
            if case .engine(let outcome) = message {
                for command in engine.finish(outcome) {
                    engine.send(command, by: model.settings.actor)
                }
            }
            handle(message)
            if case .answered(.plots(_, let reading)) = message {
                plotsQuietUntil = .now + max(Self.plotTime, reading.duration * Self.plotShare)
            }
        }
        let reading = PlotsScreen.screen(model).reading
        plotFiles.watch(WatchedFiles.of(reading, root: model.project?.root))
    }

    func handle(_ message: Message) {
        let before = model.notice
        // A key is answered by what is so now.
        let news = noteEngine(doors.enginePlace())
        model.playback = doors.player?.playback
        let requests = Dashboard.update(&model, message)
        if let news { model.notice = Notice(.information, news) }
        mustDraw = true
        if model.notice != before {
            let time = model.notice?.kind == .mistake ? Self.mistakeTime : Self.noticeTime
            noticeEnd = model.notice == nil ? nil : .now + time
        }
        carryOut(requests)
    }

    /// What is to be said of where the engine is now, if that is news.
    private func noteEngine(_ place: EnginePlace) -> SafeText? {
        // While the next one is looked for the last one counts.
        guard place != .unknown, place != model.engine else { return nil }
        defer { model.engine = place }
        switch (place, model.engine) {
        case (.here, .unknown): return nil
        case (.here, _): return "The engine ended; this screen goes on as engine."
        case (.foreign(let owner), .absent):
            return "The engine of " + SafeText(untrusted: owner) + " is there."
        default: return nil
        }
    }

    // MARK: - Drawing

    private func drawIfDue() {
        guard mustDraw, .now - lastFrame >= Self.frameTime else { return }
        var canvas = Canvas(size: model.size, glyphs: model.glyphs)
        Dashboard.draw(model, on: &canvas)
        model.regions = canvas.grid.regions
        driver.show(canvas.grid)
        // The frame before the first reading is followed by the real one at once.
        lastFrame = model.project == nil ? .now - Self.frameTime : .now
        mustDraw = false
        engine.startAfterFirstFrame(model)
    }

    // MARK: - Logs

    /// Watches the logs of what runs, and the one that is shown.
    private func watchLogs(of project: ProjectSnapshot) {
        var wanted: [AttemptID: String] = [:]
        for run in project.pipelines.compactMap(\.newestRun?.run) {
            for stage in run.stages where stage.status == .running {
                guard let number = stage.attempts.last?.number else { continue }
                let attempt = AttemptID(run.id, stage.stage, number)
                wanted[attempt] = doors.logPath(attempt)
            }
        }
        if case .log(let attempt) = model.place { wanted[attempt] = doors.logPath(attempt) }
        if engine.isElsewhere || model.settings.isReadOnly && !model.settings.isReplay {
            wanted[LogWatch.journal] = doors.journalPath
            wanted[LogWatch.engine] = doors.enginePath
        }
        logs.watch(wanted)
    }
}

extension LogWatch {
    /// Stands for the journal where its engine is another process's.
    static let journal = AttemptID(RunID("", 0), "", 0)
    /// Stands for what that engine says of itself.
    static let engine = AttemptID(RunID("", 0), "", 1)
}

extension AttemptID {
    /// It stands for something of the project as a whole.
    fileprivate var isOfProject: Bool { self == LogWatch.journal || self == LogWatch.engine }
}

extension Model {
    /// Something on the screen counts seconds.
    var showsSeconds: Bool {
        if let playback { return playback.state == .playing }
        return project?.pipelines.contains { $0.newestRun?.run.isActive == true } ?? false
    }

    /// The growth of a journal that another process writes.
    fileprivate var growth: Growth {
        Growth(position: project?.position ?? .start, runs: [])
    }
}
