using Signalbox.Sandbox.Requests;

namespace Signalbox.Sandbox.Api;

/// <summary>The <c>created</c> filter of lists: one second, or <c>created[gt]</c>, <c>[gte]</c>, <c>[lt]</c>, <c>[lte]</c>. Both ends included.</summary>
internal readonly record struct CreatedFilter(long From, long To)
{
    internal static CreatedFilter Of(Form form)
    {
        if (form.Whole("created") is { } second)
        {
            return new CreatedFilter(second, second);
        }

        var range = form.Nested("created");
        range.RequireKnown(["gt", "gte", "lt", "lte"]);
        return new CreatedFilter(
            Math.Max(range.Whole("gte") ?? 0, (range.Whole("gt") ?? -1) + 1), Math.Min(range.Whole("lte") ?? long.MaxValue, (range.Whole("lt") ?? long.MaxValue) - 1));
    }

    internal bool Admits(long created) => created >= From && created <= To;
}
