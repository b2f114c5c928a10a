import Domain
import Logs
import Terminal

extension LogScreen {
    /// Takes an answer over; one that nobody waits for any more changes nothing.
    package static func take(
        _ query: LogQuery,
        _ answer: LogAnswer,
        in model: inout Model
    ) -> [Request] {
        guard model.log?.attempt == query.attempt else { return [] }
        switch answer {
        case .pending: return wait(query, in: &model)
        case .stopped: return []
        case .copied(let copy): return take(copy, in: &model)
        case .status(let status):
            return change(&model) { log, geometry in
                let wasCounting = log.status.lineCount?.isApproximate == true
                log.status = status
                // Numbers that were guessed are known now.
                let isCounted = wasCounting && status.lineCount?.isApproximate == false
                return isCounted ? log.refresh(geometry) : []
            }
        case .page, .found, .missing, .failed: return take(answer, to: query, in: &model)
        }
    }

    private static func take(
        _ answer: LogAnswer,
        to query: LogQuery,
        in model: inout Model
    ) -> [Request] {
        switch query {
        case .page(_, let request):
            return change(&model) { log, geometry in
                guard request == log.inFlight else { return [] }
                switch answer {
                case .page(let page): return log.take(page, for: request, geometry)
                case .missing: log.presence = .missing
                case .failed(let text): log.presence = .failed(SafeText(untrusted: text))
                default: break
                }
                return log.settle(geometry)
            }
        case .seek(_, let seek): return take(answer, to: seek, in: &model)
        case .status, .copy, .stop:
            if case .failed(let text) = answer {
                model.notice = Notice(.mistake, SafeText(untrusted: text))
            }
            return []
        }
    }

    private static func take(
        _ answer: LogAnswer,
        to seek: LogSeek,
        in model: inout Model
    ) -> [Request] {
        guard model.log?.seeking == seek else { return [] }
        if case .found(let found?) = answer {
            if found.wentAround {
                let place: SafeText = seek.direction == .forward ? "start" : "end"
                model.notice = Notice(.information, "Nothing more; went on at the log's \(place).")
            }
            return change(&model) { log, geometry in log.take(found, for: seek, geometry) }
        }
        if case .failed(let text) = answer {
            model.notice = Notice(.mistake, SafeText(untrusted: text))
        } else if model.log?.presence != .asked {
            model.notice = Notice(.information, notFound(seek))
        }
        return change(&model) { log, geometry in
            log.seeking = nil
            log.queuedSteps = 0
            // The first look was for an error; without one the end is shown.
            if log.presence == .asked { return log.ask(.tail, .last, geometry) }
            return [.status(log.attempt)]
        }
    }

    private static func notFound(_ seek: LogSeek) -> SafeText {
        switch seek.target {
        case .match(let pattern):
            SafeText(untrusted: "No line with “\(pattern.text)”.")
        case .trouble: "No line tells of trouble."
        }
    }

    /// A place that takes long to find: the end is shown meanwhile, if nothing is.
    private static func wait(_ query: LogQuery, in model: inout Model) -> [Request] {
        guard case .seek = query, model.log?.presence == .asked else { return [] }
        return change(&model) { log, geometry in log.ask(.tail, .last, geometry) }
    }

    private static func take(_ copy: LogCopy, in model: inout Model) -> [Request] {
        guard !copy.text.isEmpty else {
            model.notice = Notice(.information, "There is nothing to copy.")
            return []
        }
        let lines = copy.lineCount == 1 ? "1 line" : "\(copy.lineCount.grouped) lines"
        let size = ByteText.of(copy.text.utf8.count)
        let cut = copy.isCut ? "; the rest was too much" : ""
        model.notice = Notice(.success, SafeText(untrusted: "Copied \(lines), \(size)\(cut)."))
        return [.copy(copy.text)]
    }
}
