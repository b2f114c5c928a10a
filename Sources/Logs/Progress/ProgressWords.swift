/// The words by which progress is told from other numbers.
enum ProgressWords {
    /// The longest label kept.
    static let labelLength = 60

    /// What is counted up, as in `epoch 67/100`.
    ///
    /// A rank, a worker, an attempt or a score is not.
    static let counted: Set<String> = [
        "batch", "batches", "chain", "chunk", "chunks", "episode", "epoch", "epochs", "example",
        "examples", "file", "files", "fold", "folds", "frame", "generation", "image", "images",
        "it", "item", "items", "iter", "iteration", "iterations", "page", "part", "processed",
        "progress", "record", "records", "round", "sample", "samples", "seed", "shard", "shards",
        "step", "steps", "task", "tree", "trial", "trials",
    ]

    /// What is counted inside an epoch or a round.
    static let inner: Set<String> = ["batch", "it", "iter", "iteration", "sample", "step"]

    /// What may follow `67/100` and make it progress.
    static let following: Set<String> = [
        "batches", "complete", "completed", "done", "epochs", "examples", "files", "images",
        "items", "iterations", "processed", "records", "samples", "steps", "trials",
    ]

    /// What a stage does while it prints percentages.
    static let doing: Set<String> = [
        "building", "compiling", "completed", "complete", "compressing", "converting", "copying",
        "counting", "decoding", "done", "downloaded", "downloading", "encoding", "epoch",
        "evaluating", "exporting", "extracting", "fetching", "finished", "generating", "importing",
        "indexing", "installing", "loading", "processed", "processing", "progress", "reading",
        "receiving", "resolving", "sampling", "step", "testing", "tokenizing", "training",
        "unpacking", "updating", "uploaded", "uploading", "validating", "writing",
    ]

    /// What a percentage behind the word measures instead of progress.
    static let measured: Set<String> = [
        "about", "acc", "accuracy", "alpha", "auc", "battery", "by", "ci", "confidence", "cover",
        "coverage", "cpu", "data", "disk", "down", "drop", "dropout", "err", "error", "f", "free",
        "from", "gpu", "least", "loss", "lr", "map", "mean", "median", "mem", "memory", "missing",
        "on", "over", "precision", "quantile", "ram", "rate", "recall", "rows", "samples", "score",
        "set", "sparsity", "split", "than", "threshold", "to", "top", "under", "up", "usage",
        "used", "util", "utilization", "with",
    ]

    /// What makes a percentage before the word a measure.
    static let measuring: Set<String> = [
        "accuracy", "accurate", "better", "ci", "confidence", "correct", "coverage", "cpu",
        "drop", "error", "faster", "free", "gpu", "higher", "improvement", "interval", "less",
        "lower", "missing", "more", "off", "passed", "percentile", "quantile", "reduction",
        "slower", "smaller", "sparsity", "used", "worse",
    ]

    /// Words of a log line's head.
    static let levels: Set<String> = [
        "critical", "debug", "error", "fatal", "info", "notice", "trace", "warn", "warning",
    ]
}
