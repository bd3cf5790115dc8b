namespace Signalbox.Providers.Stripe.Api;

/// <summary>
/// Where in a list to read. Stripe's lists begin with what was created last. At most one of <see cref="StartingAfter"/> and
/// <see cref="EndingBefore"/> may be set. Source: https://docs.stripe.com/api/pagination.
/// </summary>
public abstract record StripeListRequest : IFormPart
{
    /// <summary>The most objects of a page.</summary>
    public const int MaxLimit = 100;

    private protected StripeListRequest()
    {
    }

    /// <summary>How many objects a page may have.</summary>
    /// <value>From 1 to <see cref="MaxLimit"/>. <see langword="null"/>: 10 for one page, as Stripe does; 100 when reading on by itself.</value>
    public int? Limit { get; init; }

    /// <summary>The id of the object that comes before: goes on towards older objects.</summary>
    public string? StartingAfter { get; init; }

    /// <summary>The id of the object that comes after: goes on towards newer objects.</summary>
    public string? EndingBefore { get; init; }

    /// <summary>Only what was created then.</summary>
    public StripeRange? Created { get; init; }

    /// <summary>The part of the request that is the list's own.</summary>
    private protected abstract void WriteFilters(FormWriter form);

    void IFormPart.WriteTo(FormWriter form)
    {
        Check();
        form.Add("limit", Limit);
        form.Add("starting_after", StartingAfter);
        form.Add("ending_before", EndingBefore);
        form.Add("created", Created);
        WriteFilters(form);
    }

    private void Check()
    {
        CallerValues.CheckRange(Limit ?? 1, 1, MaxLimit, nameof(Limit));

        if (StartingAfter is not null && EndingBefore is not null)
        {
            throw CallerValues.Invalid(nameof(EndingBefore), $"and {nameof(StartingAfter)} are both set");
        }
    }
}

/// <summary>A stretch of time, in whole seconds. Each bound may be missing.</summary>
public sealed record StripeRange : IFormPart
{
    /// <summary>Later than this.</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>At this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Earlier than this.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>At this time or earlier.</summary>
    public DateTimeOffset? Until { get; init; }

    void IFormPart.WriteTo(FormWriter form)
    {
        form.Add("gt", After);
        form.Add("gte", From);
        form.Add("lt", Before);
        form.Add("lte", Until);
    }
}
