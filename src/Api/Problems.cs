using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Signalbox;

/// <summary>Errors as RFC 9457 problem details, the same shape everywhere.</summary>
internal static class Problems
{
    /// <summary>The media type of a problem.</summary>
    internal const string ContentType = "application/problem+json";

    /// <summary>Writes the problem as the response.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">A stable name of the problem, for programs.</param>
    /// <param name="detail">What is wrong and what to do, for people. Never an internal of the server.</param>
    internal static Task WriteAsync(HttpContext context, int status, string code, string detail) => Result(status, code, detail).ExecuteAsync(context);

    /// <summary>The problem as a result of an endpoint.</summary>
    internal static IResult Result(int status, string code, string detail) => Result(status, code, detail, new Dictionary<string, object?>());

    /// <summary>A request whose parameters are wrong.</summary>
    /// <param name="faults">What is wrong, by the parameter's name.</param>
    internal static IResult BadParameters(Dictionary<string, string> faults) => Result(
        400,
        "invalid_parameters",
        string.Join(" ", faults.Select(static f => $"{f.Key}: {f.Value}")),
        new Dictionary<string, object?> { ["errors"] = faults });

    /// <summary>A problem with members of its own, whose values are text or a dictionary of text.</summary>
    internal static IResult Result(int status, string code, string detail, Dictionary<string, object?> members) =>
        TypedResults.Problem(Details(status, code, detail, members));

    /// <summary>The shape of every problem.</summary>
    internal static ProblemDetails Details(int status, string code, string detail, Dictionary<string, object?> members)
    {
        members["code"] = code;
        return new ProblemDetails
        {
            Type = $"urn:signalbox:problem:{code}",
            Title = ReasonPhrases.GetReasonPhrase(status),
            Status = status,
            Detail = detail,
            Extensions = members,
        };
    }
}
