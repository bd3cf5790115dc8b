namespace Signalbox.Sandbox.Faults;

/// <summary>How often a rule strikes, of the requests or events that match it.</summary>
internal abstract record Occurrence
{
    /// <summary>How many matches are spared first.</summary>
    public int Skip { get; set; }

    /// <summary>How often it strikes before it is spent; null: until it is removed.</summary>
    public int? Count { get; set; }

    /// <summary>How likely it strikes a match, 0 to 1, by the sandbox's seed.</summary>
    public double Probability { get; set; } = 1;

    /// <summary>What is wrong with it, or null.</summary>
    internal virtual string? Fault() => this switch
    {
        { Skip: < 0 } => "skip must not be negative",
        { Count: < 1 } => "count must be 1 or more",
        { Probability: not (>= 0 and <= 1) } => "probability must be within 0 to 1",
        _ => null,
    };
}

/// <summary>What goes wrong with requests.</summary>
internal sealed record FaultRule : Occurrence
{
    internal static readonly string[] Kinds = ["latency", "error", "rate_limit", "hang", "reset", "malformed"];

    /// <summary>
    /// <c>latency</c> (the answer takes longer), <c>error</c> (a status), <c>rate_limit</c> (429), <c>hang</c> (no answer while the caller
    /// waits), <c>reset</c> (the connection is cut), <c>malformed</c> (200, and half an answer).
    /// </summary>
    public string Kind { get; set; } = "";

    /// <summary>Which paths; <c>*</c> stands for any text.</summary>
    public string Path { get; set; } = "/v1/*";

    /// <summary>Which method; null: all.</summary>
    public string? Method { get; set; }

    /// <summary>Whether the request takes effect first, and only its answer is lost.</summary>
    public bool AfterEffect { get; set; }

    /// <summary>
    /// For <c>error</c> after the effect: whether the key keeps the true answer, as if the status came from something between. Otherwise it
    /// keeps the status, as Stripe's own does (https://docs.stripe.com/api/idempotent_requests: "including 500 errors").
    /// </summary>
    public bool AnswerOnlyLost { get; set; }

    /// <summary>For <c>error</c>: 400 to 599.</summary>
    public int Status { get; set; } = 500;

    /// <summary>For <c>latency</c>: up to 10 minutes.</summary>
    public int LatencyMs { get; set; }

    /// <summary>For <c>rate_limit</c> and <c>error</c>: whole seconds in <c>Retry-After</c>; null: no such header.</summary>
    public int? RetryAfterSeconds { get; set; }

    /// <inheritdoc/>
    internal override string? Fault() => this switch
    {
        _ when !Kinds.Contains(Kind) => $"kind must be one of {string.Join(", ", Kinds)}",
        { Status: < 400 or > 599 } => "status must be within 400 to 599",
        { AnswerOnlyLost: true } and not { Kind: "error", AfterEffect: true } => "answer_only_lost is for error with after_effect",
        { LatencyMs: < 0 or > 600_000 } => "latency_ms must be within 0 to 600000",
        { Kind: "latency", LatencyMs: 0 } => "latency needs latency_ms",
        { RetryAfterSeconds: < 0 } => "retry_after_seconds must not be negative",
        _ => base.Fault(),
    };
}
