using System.Reflection;
using System.Text;
using Signalbox.Journal;
using Signalbox.Projections;
using Signalbox.Providers;
using Signalbox.Providers.Stripe;
using Signalbox.Simulation;
using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Streams;

/// <summary>What the grains of an account would have stored: streams, folds and the guard of the rows, without host and database.</summary>
internal sealed class ProjectedAccount
{
    private const string Account = "stripe";

    private readonly Dictionary<string, StreamModel> _streams = [];
    private readonly Dictionary<(string Table, string Id), ProjectionRow> _rows = [];
    private readonly HashSet<string> _seen = [];

    /// <summary>Takes the event in as the ingress and the journal would: deduplicated, next version of its stream.</summary>
    internal void Receive(SimulatedEvent sent)
    {
        if (!_seen.Add(sent.Id))
        {
            return;
        }

        Assert.Equal(EnvelopeFault.None, StripeEnvelope.Read(sent.Body, out var envelope));
        var key = new StreamKey(Account, envelope.Kind, envelope.EntityId);
        if (!_streams.TryGetValue(key.ToString(), out var stream))
        {
            _streams.Add(key.ToString(), stream = new StreamModel(key));
        }

        stream.Append(envelope, sent.Body);
    }

    /// <summary>Applies what waits on every stream.</summary>
    /// <param name="chance">Cuts the waiting events into folds, and forgets what a grain knows now and then.</param>
    internal void Apply(Random chance)
    {
        foreach (var stream in _streams.Values)
        {
            while (stream.Fold(chance, StoredVersion) is { } rows)
            {
                rows.ForEach(Store);
            }
        }
    }

    /// <summary>The rows as a reader of the tables would see them.</summary>
    internal Dictionary<(string Table, string Id), Dictionary<string, string?>> Read()
    {
        var read = _rows.ToDictionary(static r => r.Key, static r => Columns(r.Value));
        foreach (var ((_, id), row) in _rows.Where(static r => r.Key.Table == "payment_intents"))
        {
            var columns = Columns(row);
            var charges = _rows.Values.OfType<ChargeRow>().Where(c => c.PaymentIntentId == id).ToList();
            columns["amount_refunded"] = charges.Sum(static c => c.AmountRefunded ?? 0).ToString();
            columns["refunded"] = Text(charges.Exists(static c => c.Refunded is true));
            columns["disputed"] = Text(charges.Exists(static c => c.Disputed is true));
            columns["dispute_status"] = _rows.Values.OfType<DisputeRow>()
                .Where(d => d.PaymentIntentId == id)
                .OrderBy(static d => d.Head.AsOf).ThenBy(static d => d.Head.Rank).ThenBy(static d => d.Head.Id, StringComparer.Ordinal)
                .LastOrDefault()?.Status;
            read[("payments", id)] = columns;
        }

        return read;
    }

    private ObjectVersion? StoredVersion(ObjectKey key) => _rows.TryGetValue((TableName(key.Table.ToString()), key.Id), out var row)
        ? new ObjectVersion(row.Head.AsOf, row.Head.Rank, row.Head.DeletedAt is not null, row.Head.Stream, row.Head.Version)
        : null;

    /// <summary>The guard that the statements of the projections have.</summary>
    private void Store(ProjectionRow row)
    {
        var key = (TableName(row.GetType().Name[..^"Row".Length]), row.Head.Id);
        if (_rows.TryGetValue(key, out var stored)
            && (stored.Head.DeletedAt is null).CompareTo(row.Head.DeletedAt is null) is var byDeletion
            && (byDeletion < 0 || (byDeletion == 0 && (stored.Head.AsOf, stored.Head.Rank).CompareTo((row.Head.AsOf, row.Head.Rank)) > 0)))
        {
            return;
        }

        _rows[key] = row;
        if (row is SubscriptionRow subscription)
        {
            foreach (var item in _rows.Values.OfType<SubscriptionItemRow>().Where(i => i.SubscriptionId == subscription.Head.Id).ToList())
            {
                _rows.Remove(("subscription_items", item.Head.Id));
            }

            foreach (var item in subscription.Items)
            {
                _rows[("subscription_items", item.Head.Id)] = item;
            }
        }
    }

    private static Dictionary<string, string?> Columns(ProjectionRow row)
    {
        var columns = row.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(static p => p.Name is not ("Head" or "Items" or "EqualityContract"))
            .ToDictionary(static p => Snake(p.Name), p => Text(p.GetValue(row)));
        columns["id"] = row.Head.Id;
        columns["deleted"] = Text(row.Head.DeletedAt is not null);
        columns["raw"] = Encoding.UTF8.GetString(row.Head.Raw.Span);
        return columns;
    }

    private static string? Text(object? value) => value is bool flag ? (flag ? "true" : "false") : value?.ToString();

    private static string TableName(string name) => Snake(name) is var snake && snake.EndsWith('s') ? snake : snake + "s";

    private static string Snake(string name) => string.Concat(name.Select(static (c, i) => char.IsUpper(c) ? $"{(i > 0 ? "_" : "")}{char.ToLowerInvariant(c)}" : $"{c}"));

    /// <summary>One stream and what its grain knows.</summary>
    private sealed class StreamModel(StreamKey key)
    {
        private readonly List<JournalEntry> _journal = [];
        private StreamObjects _objects = new();
        private int _applied;

        internal void Append(EventEnvelope envelope, byte[] body) => _journal.Add(new JournalEntry(
            key.ToString(), _journal.Count + 1, 0, envelope.Id, envelope.Type, envelope.OccurredAt, DateTimeOffset.UnixEpoch, body));

        internal List<ProjectionRow>? Fold(Random chance, Func<ObjectKey, ObjectVersion?> stored)
        {
            if (_applied == _journal.Count)
            {
                return null;
            }

            if (chance.Next(4) == 0)
            {
                _objects = new StreamObjects();
            }

            var entries = _journal.GetRange(_applied, chance.Next(1, Math.Min(8, _journal.Count - _applied) + 1));
            var fold = new StreamFold(key, key.ToString(), StripeProjection.Instance, _objects, entries);
            foreach (var unknown in fold.Unknown())
            {
                _objects.Learn(unknown, stored(unknown));
            }

            foreach (var copy in fold.WithoutRivals())
            {
                _objects[copy.Key].SetRivals(_journal.Take(_applied)
                    .Select(StripeProjection.Instance.Read).OfType<ObjectCopy>()
                    .Where(c => c.Key == copy.Key && c.AsOf == copy.AsOf && c.Rank == copy.Rank));
            }

            var rows = fold.Rows();
            _objects.Trim();
            _applied += entries.Count;
            return rows;
        }
    }
}
