using Microsoft.AspNetCore.Http;

namespace Signalbox.Http;

/// <summary>An id that more than one account has.</summary>
internal static class Ambiguous
{
    internal static IResult Problem(string what, string id, IEnumerable<string> accounts) => Problems.Result(
        409, "ambiguous_id", $"More than one account has a{(what[0] is 'e' or 'i' ? "n" : "")} {what} '{id}': {string.Join(", ", accounts)}. Say which with ?account=.");
}
