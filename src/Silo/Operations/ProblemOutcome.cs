using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Signalbox.Operations;

/// <summary>Makes the outcome of an operation that failed: problem details (RFC 9457), as the API answers them.</summary>
internal static class ProblemOutcome
{
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">A stable name, for programs.</param>
    /// <param name="detail">What happened and what to do.</param>
    /// <param name="members">Further members; those without a value are left out.</param>
    internal static Outcome Of(int status, string code, string detail, params ReadOnlySpan<(string Name, string? Value)> members)
    {
        var problem = new JsonObject
        {
            ["type"] = $"urn:signalbox:problem:{code}",
            ["title"] = ReasonPhrases.GetReasonPhrase(status),
            ["status"] = status,
            ["detail"] = detail,
            ["code"] = code,
        };
        foreach (var (name, value) in members)
        {
            if (value is not null)
            {
                problem[name] = value;
            }
        }

        return new Outcome(status, System.Text.Encoding.UTF8.GetBytes(problem.ToJsonString()));
    }
}
