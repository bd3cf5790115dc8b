using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Signalbox;

/// <summary>Errors as RFC 9457 problem details, the same shape everywhere.</summary>
internal static class Problems
{
    /// <summary>Writes the problem as the response.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">A stable name of the problem, for programs.</param>
    /// <param name="detail">What is wrong and what to do, for people. Never an internal of the server.</param>
    internal static Task WriteAsync(HttpContext context, int status, string code, string detail) => Result(status, code, detail).ExecuteAsync(context);

    /// <summary>The problem as a result of an endpoint.</summary>
    internal static IResult Result(int status, string code, string detail) => TypedResults.Problem(
        detail,
        statusCode: status,
        title: ReasonPhrases.GetReasonPhrase(status),
        type: $"urn:signalbox:problem:{code}",
        extensions: new Dictionary<string, object?> { ["code"] = code });
}
