namespace Signalbox.Calls;

/// <summary>
/// Who waits for a permit: first come first served within a priority, and so many of each priority at most, so that bulk work cannot take
/// the places of others. One caller at a time.
/// </summary>
/// <param name="capacity">The most that may wait, of each priority; 1 or more.</param>
internal sealed class PermitQueue<T>(int capacity)
{
    private readonly LinkedList<Waiter>[] _waiting = [.. PermitCounts.Priorities.Select(static _ => new LinkedList<Waiter>())];

    // Not later than the earliest deadline; earlier if who had it left.
    private TimeSpan _earliest = TimeSpan.MaxValue;

    /// <summary>How many wait.</summary>
    internal PermitCounts Counts => new(Of(PermitPriority.Interactive).Count, Of(PermitPriority.Refresh).Count, Of(PermitPriority.Bulk).Count);

    /// <summary>How many more permits those who wait could use at once.</summary>
    internal PermitCounts Spare => new(SpareOf(PermitPriority.Interactive), SpareOf(PermitPriority.Refresh), SpareOf(PermitPriority.Bulk));

    internal bool IsEmpty => Counts.Total == 0;

    /// <summary>When to look for those whose deadline has passed; far in the future if nobody waits.</summary>
    internal TimeSpan NextDeadline => IsEmpty ? TimeSpan.MaxValue : _earliest;

    /// <summary>How many would be served before a newcomer.</summary>
    internal int Ahead(PermitPriority newcomer) => PermitCounts.Priorities.Where(p => p <= newcomer).Sum(p => Of(p).Count);

    /// <summary>Joins the queue.</summary>
    /// <returns>How to <see cref="Leave"/> it; <see langword="null"/> if there is no place.</returns>
    internal LinkedListNode<Waiter>? Join(PermitPriority priority, int spare, TimeSpan deadline, T item)
    {
        var list = Of(priority);
        if (list.Count >= capacity)
        {
            return null;
        }

        _earliest = deadline < _earliest ? deadline : _earliest;
        return list.AddLast(new Waiter(item, spare, deadline));
    }

    /// <summary>Leaves the queue, if not served or expired before.</summary>
    internal static void Leave(LinkedListNode<Waiter> place) => place.List?.Remove(place);

    /// <summary>Takes out the first of a priority. There must be one.</summary>
    internal Waiter Serve(PermitPriority priority)
    {
        var first = Of(priority).First ?? throw new InvalidOperationException($"Nobody waits with priority {priority}.");
        Of(priority).Remove(first);
        return first.Value;
    }

    /// <summary>Takes out those whose deadline has come.</summary>
    internal IReadOnlyList<Waiter> Expire(TimeSpan now)
    {
        if (now < NextDeadline)
        {
            return [];
        }

        _earliest = TimeSpan.MaxValue;
        var expired = new List<Waiter>();
        foreach (var list in _waiting)
        {
            for (var place = list.First; place is not null;)
            {
                var next = place.Next;
                if (place.Value.Deadline <= now)
                {
                    expired.Add(place.Value);
                    list.Remove(place);
                }
                else if (place.Value.Deadline < _earliest)
                {
                    _earliest = place.Value.Deadline;
                }

                place = next;
            }
        }

        return expired;
    }

    private LinkedList<Waiter> Of(PermitPriority priority) => _waiting[(int)priority - 1];

    // Only the first is asked: what it can use at once is told by its process as a whole.
    private int SpareOf(PermitPriority priority) => Of(priority).First?.Value.Spare ?? 0;

    /// <summary>One that waits.</summary>
    /// <param name="Item">What was queued.</param>
    /// <param name="Spare">How many more permits it could use at once.</param>
    /// <param name="Deadline">When waiting makes no more sense, on the caller's monotonic clock.</param>
    internal sealed record Waiter(T Item, int Spare, TimeSpan Deadline);
}
