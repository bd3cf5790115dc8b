using Microsoft.AspNetCore.Http;

namespace Signalbox.People;

/// <summary>Answers for who is not one person.</summary>
internal static class PersonProblems
{
    /// <param name="id">What was asked for.</param>
    /// <param name="account">The only account that was asked for, if it was one.</param>
    /// <param name="answer">What was found instead of one person.</param>
    internal static IResult Of(string id, string? account, PersonAnswer answer) => answer is PersonAnswer.Ambiguous several
        ? Problems.Result(
            409, "ambiguous_person", $"'{id}' may be more than one person: {string.Join(", ", several.Identities)}. Ask with the id of one of them, or say in which account with ?account=.")
        : Problems.Result(
            404, "unknown_person", $"There is no user or customer '{id}'{(account is null ? " in a configured account" : $" in the account '{account}'")}.");
}
