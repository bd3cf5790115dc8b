namespace Signalbox.People;

/// <summary>What the API reads of people. Safe for any number of callers at once.</summary>
/// <remarks>Throws <see cref="System.Data.Common.DbException"/> when the database is away or too slow.</remarks>
internal interface IPeopleQueries
{
    /// <summary>Finds one person.</summary>
    /// <param name="id">A user's id, a customer's id, or an e-mail address in any case.</param>
    /// <param name="accounts">The accounts in which the identity may be that is named so.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    Task<PersonAnswer> FindAsync(string id, IReadOnlyList<string> accounts, CancellationToken cancellationToken);
}

/// <summary>Who was found.</summary>
internal abstract record PersonAnswer
{
    private PersonAnswer()
    {
    }

    /// <summary>One person.</summary>
    internal sealed record Found(Person Person) : PersonAnswer;

    /// <summary>Nobody.</summary>
    internal sealed record Unknown : PersonAnswer
    {
        internal static readonly Unknown Instance = new();
    }

    /// <summary>More than one: these identities, each as <c>account/id</c>.</summary>
    internal sealed record Ambiguous(IReadOnlyList<string> Identities) : PersonAnswer;
}
