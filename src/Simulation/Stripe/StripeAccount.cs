namespace Signalbox.Simulation.Stripe;

/// <summary>
/// A Stripe account in memory: its operations change objects as Stripe does and record the webhooks that Stripe would send, in
/// true order. The clock stands still between operations unless <see cref="Advance"/> is called, so that many events share a
/// second, as in life. Same seed, options and calls: same bytes. Not thread-safe.
/// </summary>
public sealed partial class StripeAccount
{
    private readonly JsonText _json = new();
    private readonly JsonText _difference = new();
    private readonly Chance _chance;
    private readonly StripeAccountOptions _options;
    private readonly List<SimulatedEvent> _events = [];
    private readonly List<StripeObject> _objects = [];
    private readonly Dictionary<string, StripeObject> _byId = [];
    private DateTimeOffset _now;

    // Who asked: one API request causes all events of an operation; renewals and retries are Stripe's own doing.
    private string? _request;
    private string? _idempotencyKey;
    private ApiCaller? _caller;

    /// <param name="seed">What all chance comes from.</param>
    /// <param name="start">The account's clock at first.</param>
    /// <param name="options">Null for the defaults.</param>
    public StripeAccount(int seed, DateTimeOffset start, StripeAccountOptions? options = null)
    {
        Seed = seed;
        _options = options ?? new StripeAccountOptions();
        _chance = new Chance(seed);
        _now = start;
    }

    /// <summary>What all chance comes from.</summary>
    public int Seed { get; }

    /// <summary>The account's clock.</summary>
    public DateTimeOffset Now => _now;

    /// <summary>How many events wait for <see cref="Drain"/>.</summary>
    public int Waiting => _events.Count;

    private long Second => _now.ToUnixTimeSeconds();

    private string ApiVersion => _options.Shape is StripeShape.Legacy ? "2020-08-27" : "2025-11-17.clover";

    /// <summary>Lets time pass.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        _now += time;
    }

    /// <summary>Takes the events recorded since the last call, in true order.</summary>
    public IReadOnlyList<SimulatedEvent> Drain()
    {
        var events = _events.ToArray();
        _events.Clear();
        return events;
    }

    /// <summary>What all events so far, drained or not, say.</summary>
    /// <exception cref="InvalidOperationException">An operation changed an object and told nobody: a fault of this model.</exception>
    public GroundTruth Truth()
    {
        var rows = new List<TruthRow>(_objects.Count);
        foreach (var one in _objects)
        {
            if (one.Published is null)
            {
                continue;
            }

            // A payment's copy of its charges (old shape) is from the payment's last event; the charges have events of their own.
            if (!(one is PaymentIntent && _options.Shape is StripeShape.Legacy) && !Render(one).AsSpan().SequenceEqual(one.Published))
            {
                throw new InvalidOperationException($"{one.Kind} {one.Id} is not as its last event said (seed {Seed}).");
            }

            one.AddTruth(rows);
        }

        return new GroundTruth(rows);
    }

    /// <summary>Sets the clock, to follow a real one.</summary>
    internal void SetClock(DateTimeOffset now) => _now = now;

    internal T Keep<T>(T made)
        where T : StripeObject
    {
        _objects.Add(made);

        // A plan has its price's id, and the price is what that id names.
        if (made is not Plan)
        {
            _byId.Add(made.Id, made);
        }

        return made;
    }

    internal void Forget(StripeObject gone)
    {
        _objects.Remove(gone);
        _byId.Remove(gone.Id);
    }

    /// <summary>
    /// Records that the object changed, in one or several events with one and the same copy of it, as Stripe has it with
    /// <c>invoice.paid</c> and <c>invoice.payment_succeeded</c>. An update that changed nothing makes no event.
    /// </summary>
    internal void Publish(StripeObject changed, params ReadOnlySpan<string> types)
    {
        var before = changed.Published;
        var after = Render(changed);
        var previous = before is null || !AnyUpdate(types) ? null : Difference(before, after);
        if (changed.SeenSecond != Second)
        {
            changed.SeenThisSecond.Clear();
        }

        if (_options.SameSecond is not SameSecond.Unchecked)
        {
            foreach (var type in types)
            {
                if (!IsClear(changed, new SeenEvent(type, after, changed.StatusRank, IsUpdate(type) ? previous : null)))
                {
                    // No receiver could tell which of two copies is the later: neither says, and both are of this second.
                    // Stripe does such things, but then nobody can be held to the truth, so the clock ticks.
                    _now = _now.AddSeconds(1);
                    changed.SeenThisSecond.Clear();
                    break;
                }
            }
        }

        changed.SeenSecond = Second;
        changed.Published = after;
        foreach (var type in types)
        {
            var carried = IsUpdate(type) ? previous : null;
            if (IsUpdate(type) && carried is null)
            {
                continue;
            }

            if (_options.SameSecond is not SameSecond.Unchecked)
            {
                changed.SeenThisSecond.Add(new SeenEvent(type, after, changed.StatusRank, carried));
            }

            Record(changed, type, after, carried);
        }
    }

    /// <summary>Begins an operation that the merchant asked for by an API request.</summary>
    internal void Requested()
    {
        if (_caller is not null)
        {
            (_request, _idempotencyKey) = _caller;
            return;
        }

        _request = _chance.Id("req_", 14);
        _idempotencyKey = _chance.Uuid();
    }

    /// <summary>Begins an operation that Stripe does by itself.</summary>
    internal void ByItself() => (_request, _idempotencyKey) = (null, null);

    private static bool IsUpdate(string type) => type.EndsWith(".updated", StringComparison.Ordinal);

    private static bool AnyUpdate(ReadOnlySpan<string> types)
    {
        foreach (var type in types)
        {
            if (IsUpdate(type))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsClear(StripeObject changed, SeenEvent next)
    {
        var seen = changed.SeenThisSecond;
        for (var i = 0; i < seen.Count; i++)
        {
            // In a chain it is enough that the last different copy and this one can be ordered; all others must only not object.
            var mustOrder = _options.SameSecond is SameSecond.Pairs || seen[i].Snapshot == seen[^1].Snapshot;
            if (mustOrder ? !OrderWithinSecond.IsClear(seen[i], next) : OrderWithinSecond.Contradicts(seen[i], next))
            {
                return false;
            }
        }

        return true;
    }

    private byte[] Render(StripeObject one)
    {
        _json.Clear();
        one.WriteTo(_json);
        return _json.Written.ToArray();
    }

    private byte[]? Difference(byte[] before, byte[] after)
    {
        _difference.Clear();
        return Snapshots.WriteDifference(_difference, before, after) ? _difference.Written.ToArray() : null;
    }

    private void Record(StripeObject changed, string type, byte[] snapshot, byte[]? previous)
    {
        var id = _chance.Id("evt_1", 23);
        var created = Second;
        _json.Clear();
        _json.Add($$"""{"id":{{id}},"object":"event","api_version":{{ApiVersion}},"created":{{created}},"data":{"object":{{snapshot}}""");
        if (previous is not null)
        {
            _json.Add($$""","previous_attributes":{{previous}}""");
        }

        _json.Add($$"""
            },"livemode":false,"pending_webhooks":1,"request":{"id":{{_request}},"idempotency_key":{{_idempotencyKey}}},"type":{{type}}}
            """);
        _events.Add(new SimulatedEvent(id, type, created, _json.Written.ToArray(), changed.Id, changed.Kind));
    }
}
