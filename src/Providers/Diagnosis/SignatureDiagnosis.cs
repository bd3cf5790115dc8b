namespace Signalbox.Providers.Diagnosis;

/// <summary>Why a webhook's signature verifies or does not. Holds no secret, no signature and nothing of the body.</summary>
/// <param name="Accepted">Whether the source would take the request.</param>
/// <param name="Verdict"><c>accepted</c>, or the fault in snake_case, such as <c>no_match</c>.</param>
/// <param name="Summary">The most probable reason in one sentence.</param>
/// <param name="Checks">What was checked, in this order.</param>
/// <param name="Causes">What may be wrong, the surest first; empty if the request is accepted, or genuine and for no known reason no event.</param>
public sealed record SignatureDiagnosis(
    bool Accepted, string Verdict, string Summary, IReadOnlyList<DiagnosisCheck> Checks, IReadOnlyList<DiagnosisCause> Causes);

/// <summary>One check of a request.</summary>
/// <param name="Name">What is checked: <c>secrets</c>, <c>header</c>, <c>timestamp</c>, <c>id</c>, <c>signature</c>, <c>body_hash</c>, <c>age</c> or <c>event</c>.</param>
/// <param name="Outcome"><see cref="Passed"/>, <see cref="Failed"/> or, since an earlier one failed, <see cref="NotReached"/>.</param>
/// <param name="Detail">What was found.</param>
public sealed record DiagnosisCheck(string Name, string Outcome, string Detail)
{
    /// <summary>It is as it should be.</summary>
    public const string Passed = "passed";

    /// <summary>It is not.</summary>
    public const string Failed = "failed";

    /// <summary>An earlier check failed.</summary>
    public const string NotReached = "not_reached";
}

/// <summary>Something that may be wrong.</summary>
/// <param name="Code">A stable name, such as <c>body_reserialized</c>.</param>
/// <param name="Certainty"><see cref="Certain"/>, <see cref="Likely"/> or <see cref="Possible"/>.</param>
/// <param name="Explanation">What is wrong.</param>
/// <param name="Evidence">What in the request says so.</param>
/// <param name="Remedy">What to do.</param>
public sealed record DiagnosisCause(string Code, string Certainty, string Explanation, string Evidence, string Remedy)
{
    /// <summary>The signature verifies with this one thing changed.</summary>
    public const string Certain = "certain";

    /// <summary>The request shows it.</summary>
    public const string Likely = "likely";

    /// <summary>A guess: nothing speaks against it.</summary>
    public const string Possible = "possible";
}
