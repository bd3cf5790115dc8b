using Signalbox.Sandbox.Requests;

namespace Signalbox.Tests.Unit.Sandbox;

public sealed class FormTests
{
    [Fact]
    public void Parse_NestedAndEncoded_IsReadByName()
    {
        var form = Form.Parse("expand%5B%5D=customer&items[0][price]=price_1&items[0][quantity]=2&items[1][price]=price_2", "metadata[a+b]=c%26d&name=Z%C3%B6e+Q&empty=");

        Assert.Equal(["customer"], form.List("expand"));
        Assert.Equal([("price_1", 2L), ("price_2", null)], form.Items("items").Select(static item => (item.Text("price"), item.Whole("quantity"))));
        Assert.Equal([KeyValuePair.Create("a b", "c&d")], form.Nested("metadata").Pairs);
        Assert.Equal(("Zöe Q", "", null), (form.Text("name"), form.Text("empty"), form.Text("missing")));
        Assert.Equal(["expand", "items", "metadata", "name", "empty"], form.Names);
    }

    [Fact]
    public void Canonical_SameFieldsInAnyOrder_IsTheSame()
    {
        Assert.Equal(Form.Parse("a=1&b[c]=2").Canonical, Form.Parse("b%5Bc%5D=2&a=1").Canonical);
        Assert.NotEqual(Form.Parse("a=1&b=2").Canonical, Form.Parse("a=1%26b=2").Canonical);
        Assert.NotEqual(Form.Parse("a=1").Canonical, Form.Parse("a=2").Canonical);
    }

    [Theory]
    [InlineData("items[0][quantity]=x", "items[0][quantity]")]
    [InlineData("items[0][quantity]=9223372036854775808", "items[0][quantity]")]
    [InlineData("items[0][quantity]=1.0", "items[0][quantity]")]
    public void Whole_NotAWholeNumber_NamesTheParameterAsItWasWritten(string text, string parameter)
    {
        var refused = Assert.Throws<StripeErrorException>(() => Form.Parse(text).Items("items")[0].Whole("quantity"));

        Assert.Equal((400, parameter, "parameter_invalid_integer"), (refused.Error.Status, refused.Error.Param, refused.Error.Code));
    }

    [Fact]
    public void RequireKnown_OneMore_IsRefusedByName()
    {
        var refused = Assert.Throws<StripeErrorException>(() => Form.Parse("amount=1&amuont=2").RequireKnown(["amount"]));

        Assert.Equal(("amuont", "parameter_unknown"), (refused.Error.Param, refused.Error.Code));
    }

    [Fact]
    public void Parse_TooManyParameters_IsRefused()
    {
        var most = string.Join('&', Enumerable.Range(0, Form.MaxFields).Select(static i => $"f{i}=1"));

        Assert.Equal(Form.MaxFields, Form.Parse(most).Names.Count());
        Assert.Throws<StripeErrorException>(() => Form.Parse(most, "one=more"));
    }
}
