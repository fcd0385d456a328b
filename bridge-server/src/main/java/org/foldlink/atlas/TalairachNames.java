package org.foldlink.atlas;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Reads {@code Talairach.xml}: a {@code <label>} a code, in the codes' order, its five levels joined by colons. */
final class TalairachNames {

    private TalairachNames() {}

    /**
     * @return by code, the five levels: hemisphere, lobe, gyrus, tissue, cell; empty where a level has no name
     * @throws AtlasException if it is not such a file, starting with {@code name}
     */
    static List<List<String>> read(InputStream in, String name) throws AtlasException {
        Document document;
        try {
            document = builder().parse(in);
        } catch (SAXException | IOException e) {
            throw new AtlasException(
                    name + " is no atlas description: " + e.getMessage()
                            + " (expected XML with a <label> for each code)",
                    e);
        }
        NodeList labels = document.getElementsByTagName("label");
        List<List<String>> all = new ArrayList<>();
        for (int code = 0; code < labels.getLength(); code++) {
            String text = labels.item(code).getTextContent();
            List<String> levels = new ArrayList<>();
            for (String level : text.split(":", -1)) {
                levels.add(level.strip());
            }
            if (levels.size() != 5) {
                throw new AtlasException(name + ", label " + code + " = \"" + text
                        + "\" (expected five levels: hemisphere:lobe:gyrus:tissue:cell)");
            }
            all.add(List.copyOf(levels));
        }
        if (all.isEmpty()) {
            throw new AtlasException(name + " has no <label> (expected one for each code)");
        }
        return List.copyOf(all);
    }

    /** Without document types, thus without entities, and without a word on standard error. */
    private static DocumentBuilder builder() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Thrower());
            return builder;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK's own XML parser has these features", e);
        }
    }

    private static final class Thrower implements ErrorHandler {
        @Override
        public void warning(SAXParseException e) {
            // The file is read for its labels alone.
        }

        @Override
        public void error(SAXParseException e) throws SAXException {
            throw e;
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            throw e;
        }
    }
}
