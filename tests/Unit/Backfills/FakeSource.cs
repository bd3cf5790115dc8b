using System.Text;
using Signalbox.Backfills;

namespace Signalbox.Tests.Unit.Backfills;

/// <summary>A provider's customers in memory, newest first.</summary>
internal sealed class FakeSource : IBackfillSource
{
    /// <summary>Ids, each with its name.</summary>
    internal List<(string Id, string Name)> Customers { get; } = [];

    /// <summary>What was asked for: the id of the object before.</summary>
    internal List<string?> Asked { get; } = [];

    /// <summary>Called before a page is answered.</summary>
    internal Action<int> BeforePage { get; set; } = static _ => { };

    internal bool AlwaysHasMore { get; set; }

    public IReadOnlyList<string> Accounts => ["stripe"];

    public Task AccountsChangedAsync(CancellationToken cancellationToken) => new TaskCompletionSource().Task.WaitAsync(cancellationToken);

    public Task<BackfillPage> ReadAsync(string account, string kind, string? after, int limit, CancellationToken cancellationToken)
    {
        Asked.Add(after);
        BeforePage(Asked.Count);
        var rest = Customers.AsEnumerable();
        if (after is not null)
        {
            if (!Customers.Exists(c => c.Id == after))
            {
                throw new BackfillException("InvalidRequest: no such object", new InvalidDataException()) { IsCursorGone = true };
            }

            rest = rest.SkipWhile(c => c.Id != after).Skip(1);
        }

        var page = rest.Take(limit + 1).ToList();
        return Task.FromResult(new BackfillPage(
            [.. page.Take(limit).Select(static c => new ListedObject(c.Id, Encoding.UTF8.GetBytes($$"""{"id":"{{c.Id}}","object":"customer","name":"{{c.Name}}"}""")))],
            AlwaysHasMore || page.Count > limit,
            AsOf: 1_000));
    }
}
